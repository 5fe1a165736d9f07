import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type LoadRunView, type LoadScriptInput, loadConfig, loadScriptSchema } from "@plimsoll/core";
import {
  approveTarget,
  type Caller,
  cancelLoadRun,
  closePlatform,
  createTarget,
  getLoadRunView,
  loadLineOf,
  openPlatform,
  type Platform,
  prepareStores,
  removeTarget,
  runShare,
  startLoadTest,
} from "@plimsoll/domain";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { createLogger } from "@plimsoll/observability";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningWorker, startWorker } from "./start-worker.ts";
import { fixedServiceQueue, type LoadTarget, startLoadTarget } from "./testing/load-target.ts";

const caller: Caller = { projectId: "default", actor: "Ada" };
const log = createLogger("test", "silent");
const WORKER = fileURLToPath(new URL("main.ts", import.meta.url));
const FINAL = ["passed", "failed", "aborted", "cancelled", "error"];

async function until<T>(condition: () => Promise<T | null | false | undefined> | T | null | false | undefined) {
  const deadline = Date.now() + 150_000;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== false && value !== undefined) return value;
    if (Date.now() > deadline) throw new Error("waited in vain");
    await sleep(20);
  }
}

describe("load runs", () => {
  let stores: TestStores;
  let platform: Platform;
  let env: Record<string, string>;
  let target: LoadTarget;
  let targetId: string;
  const workers: RunningWorker[] = [];
  const processes: ChildProcess[] = [];

  beforeAll(async () => {
    stores = await startTestStores();
    env = {
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      PLIMSOLL_SECRET: "s".repeat(32),
      PLIMSOLL_SELF_TRACING: "false",
      PLIMSOLL_LOG_LEVEL: "error",
    };
    const config = loadConfig(env);
    await prepareStores(config);
    platform = openPlatform(config);
  });
  afterAll(async () => {
    if (platform) await closePlatform(platform);
    await stores?.stop();
  });
  beforeEach(async () => {
    target = await startLoadTarget();
    const { id } = await createTarget(platform.db, caller, { name: target.origin, origin: target.origin });
    targetId = id;
    await approveTarget(platform.db, caller, id);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop(0)));
    for (const child of processes.splice(0)) {
      const gone = once(child, "exit");
      if (child.kill("SIGKILL")) await gone;
    }
    await target.stop();
    await platform.db.workerProcess.deleteMany();
  });

  const addWorkers = async (count: number) => {
    const started = await Promise.all(
      Array.from({ length: count }, () => startWorker(platform, { log, stallMs: 2_000, reconcileAfterMs: 0 })),
    );
    workers.push(...started);
    return started;
  };
  const addProcesses = async (count: number) => {
    const started = Array.from({ length: count }, () =>
      fork(WORKER, { execArgv: ["--import", "tsx"], env: { ...process.env, ...env } }),
    );
    processes.push(...started);
    await Promise.all(started.map((child) => once(child, "message")));
    return started;
  };
  const script = (rate: number, durationMs: number, rest: Partial<LoadScriptInput> = {}) =>
    loadScriptSchema.parse({
      load: { mode: "open", stages: [{ durationMs, rate }] },
      scenarios: [{ name: "a", steps: [{ type: "request", name: "home", url: `${target.origin}/` }] }],
      baseline: { durationMs: 0 },
      ...rest,
    });
  const start = async (wanted: ReturnType<typeof script>, count = 1) =>
    (await startLoadTest(platform, caller, { script: wanted, workers: count })).runId;
  const view = (runId: string) => getLoadRunView(platform, caller, runId);
  const ended = (runId: string): Promise<LoadRunView> =>
    until(async () => {
      const now = await view(runId);
      return FINAL.includes(now.run.state) && now;
    });
  const running = (runId: string) => until(async () => (await view(runId)).run.state === "running");

  it("pass with their figures", async () => {
    await addWorkers(1);
    const thresholds = ["p95 < 500ms", "errors == 0", "dropped == 0", "rate > 20/s over 1s abort"];
    const runId = await start(script(50, 3_000, { thresholds }));
    const { run, thresholds: lights, shares, steps, lostShare } = await ended(runId);
    expect(run).toMatchObject({ state: "passed", progress: 1, errorShare: 0, startedBy: "Ada", mode: "open" });
    expect(run.figures).toMatchObject({ planned: 150, sent: 150, answered: 150, failed: 0, dropped: 0 });
    expect(run.figures?.rate).toBeCloseTo(50, 0);
    expect(run.figures?.p50Ms).toBeGreaterThan(0);
    expect(lights).toMatchObject(thresholds.map((text) => ({ text, ok: true })));
    expect(shares).toMatchObject([{ index: 0, state: "done" }]);
    expect(steps).toMatchObject([{ name: "home", answered: 150 }]);
    expect(lostShare).toBe(0);
    expect(target.requests).toHaveLength(150);
    const job = await platform.db.loadRun.findUniqueOrThrow({ where: { id: runId } });
    const finish = await until(async () => {
      const found = await platform.platformJobs.get("instance", job.jobId ?? "");
      return found?.state === "completed" && found;
    });
    expect(finish.result).toBe("over");
  });

  it("fail by a threshold over the whole run", async () => {
    await addWorkers(1);
    target.answer = (_request, response) => void response.writeHead(503).end();
    const runId = await start(script(20, 1_000, { thresholds: ["errors < 1%"] }));
    expect((await ended(runId)).run).toMatchObject({
      state: "failed",
      errorShare: 1,
      verdict: expect.stringContaining("errors < 1%"),
    });
  });

  it("are split over workers exactly", async () => {
    await addWorkers(3);
    const runId = await start(script(100, 3_000, { thresholds: ["dropped == 0"] }), 3);
    const { run, shares } = await ended(runId);
    expect(run).toMatchObject({ state: "passed", figures: { planned: 300, sent: 300, answered: 300 } });
    expect(new Set(shares.map(({ worker }) => worker)).size).toBe(3);
    expect(target.requests).toHaveLength(300);
  });

  it("stop on all workers within two seconds of a broken rolling threshold", async () => {
    await addWorkers(3);
    const runId = await start(script(150, 60_000, { thresholds: ["errors < 10% over 1s abort"] }), 3);
    await until(() => target.requests.length > 300);
    target.answer = (_request, response) => void response.writeHead(500).end();
    const { run, thresholds } = await ended(runId);
    expect(run.state).toBe("aborted");
    expect(run.verdict).toContain("errors < 10% over 1s abort");
    const [light] = thresholds;
    // The threshold broke when its second was over.
    const brokenAt = Date.parse(run.startedAt ?? "") + ((light?.brokenAtSecond ?? 0) + 1) * 1_000;
    expect((target.requests.at(-1) ?? 0) - brokenAt).toBeLessThan(2_000);
    expect(light).toMatchObject({ ok: false, abort: true });
  });

  it("stop within two seconds of the button", async () => {
    await addWorkers(2);
    const runId = await start(script(100, 60_000), 2);
    await until(() => target.requests.length > 50);
    const askedAt = Date.now();
    await cancelLoadRun(platform, caller, runId);
    const { run } = await ended(runId);
    expect(run).toMatchObject({ state: "cancelled", verdict: "Stopped by Ada." });
    expect((target.requests.at(-1) ?? 0) - askedAt).toBeLessThan(2_000);
  });

  it("stop when the target is closed", async () => {
    await addWorkers(1);
    const runId = await start(script(20, 60_000));
    await running(runId);
    await removeTarget(platform.db, caller, targetId);
    expect((await ended(runId)).run).toMatchObject({
      state: "aborted",
      verdict: expect.stringContaining("is no target"),
    });
  });

  it("go on when one of three worker processes is killed, and report what is missing", async () => {
    const children = await addProcesses(3);
    const runId = await start(script(90, 12_000, { thresholds: ["errors == 0"] }), 3);
    await until(async () => (await view(runId)).series.length >= 3);
    const rows = await platform.db.loadRunShare.findMany({ where: { runId }, orderBy: { index: "asc" } });
    const processRow = await platform.db.workerProcess.findUniqueOrThrow({ where: { id: rows[0]?.workerId ?? "" } });
    children.find(({ pid }) => pid === processRow.pid)?.kill("SIGKILL");
    const { run, shares, notes, lostShare, thresholds } = await ended(runId);
    expect(run.state).toBe("passed");
    expect(thresholds).toMatchObject([{ ok: true }]);
    expect(shares.map(({ state }) => state)).toEqual(["lost", "done", "done"]);
    expect(shares[0]?.lastSecond).toBeGreaterThanOrEqual(1);
    expect(notes.join("\n")).toContain("was lost after second");
    expect(lostShare).toBeGreaterThan(0.1);
    expect(lostShare).toBeLessThan(0.34);
    // What the two others sent is all there, and nothing is made up for the third.
    const { figures } = run;
    expect(figures?.answered).toBe(figures?.sent);
    expect(figures?.sent).toBeGreaterThanOrEqual(720);
    expect(figures?.sent).toBeLessThan(1_080 * (1 - lostShare) + 31);
    expect(target.requests.length).toBeLessThan(1_080);
  });

  it("report the share of a worker that is stopped at once", async () => {
    await addWorkers(2);
    const first = workers.pop();
    const runId = await start(script(60, 6_000), 2);
    await until(() => target.requests.length > 60);
    const stoppedAt = Date.now();
    await first?.stop(8_000);
    expect(Date.now() - stoppedAt).toBeLessThan(5_000);
    const row = await platform.db.loadRunShare.findFirstOrThrow({ where: { runId, workerId: first?.id ?? "" } });
    expect(row).toMatchObject({ state: "lost", error: "Its worker process was stopped." });
    const { run, shares } = await ended(runId);
    expect(run.state).toBe("passed");
    expect(shares.filter(({ state }) => state === "done")).toHaveLength(1);
  });

  it("end with an error when every worker vanished", async () => {
    const [only] = await addProcesses(1);
    const runId = await start(script(20, 60_000));
    await until(() => target.requests.length > 20);
    only?.kill("SIGKILL");
    await addWorkers(1);
    const { run } = await ended(runId);
    expect(run).toMatchObject({ state: "error", verdict: "Its worker process vanished." });
    const sent = target.requests.length;
    // The share's job comes back when it is found stalled: it must send nothing.
    await until(async () => {
      const job = await platform.platformJobs.get("instance", `load-share-${runId}-0`);
      return job?.state === "completed";
    });
    expect(target.requests).toHaveLength(sent);
  });

  it("never send a share twice", async () => {
    await addWorkers(1);
    const runId = await start(script(40, 2_000));
    await running(runId);
    const again = { workerId: "wrk_again", signal: new AbortController().signal };
    expect(await runShare(platform, { runId, index: 0 }, again)).toContain("not sent");
    expect((await ended(runId)).run).toMatchObject({ state: "passed", figures: { sent: 80 } });
    expect(await runShare(platform, { runId, index: 0 }, again)).toContain("not sent");
    expect(target.requests).toHaveLength(80);
  });

  it("find the rate that a line of known capacity can carry", async () => {
    await addWorkers(2);
    // Eight slots of 200 ms carry 40 requests a second: slow enough for a busy machine to make no difference.
    target.answer = fixedServiceQueue(8, 200);
    const { runId } = await startLoadTest(platform, caller, {
      name: "capacity",
      service: "queue",
      build: "v7",
      workers: 2,
      script: script(1, 1, {
        load: { mode: "capacity", startRate: 10, maxRate: 200, warmupMs: 1_000, stepMs: 3_000, holdMs: 5_000 },
        thresholds: ["p95 < 1s", "errors == 0"],
      }),
    });
    const { run, capacity } = await ended(runId);
    expect(run).toMatchObject({ state: "passed", mode: "capacity", verdict: expect.stringContaining("load line") });
    expect(run.loadLine?.rate).toBeGreaterThan(38);
    expect(run.loadLine?.rate).toBeLessThan(42);
    expect(run.loadLine).toMatchObject({ service: "queue", build: "v7", origin: target.origin, runId });
    expect(run.loadLine?.objectives).toEqual(["p95 < 1s", "errors == 0"]);
    expect(capacity?.steps.length).toBeLessThanOrEqual(12);
    expect(capacity?.steps.at(-1)).toMatchObject({ kind: "hold", held: true });
    const line = await loadLineOf(platform, caller, "queue");
    expect(line.current).toMatchObject({ runId, build: "v7" });
  }, 180_000);
});
