import { cancelLoadRun, loadLineOf, removeTarget, runShare, setLoadCaps, startLoadTest } from "@plimsoll/domain";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LoadBed, until } from "./testing/load-bed.ts";
import { fixedServiceQueue } from "./testing/load-target.ts";
import { startRedis, type TestRedis } from "@plimsoll/embedded/testing/redis";

describe("load runs", () => {
  let bed: LoadBed;
  beforeAll(async () => {
    bed = await LoadBed.open();
  });
  afterAll(() => bed?.close());
  beforeEach(() => bed.addTarget());
  afterEach(() => bed.clear());

  it("pass with their figures", async () => {
    await bed.addWorkers(1);
    const thresholds = ["p95 < 500ms", "errors == 0", "dropped == 0", "rate > 20/s over 1s abort"];
    const runId = await bed.start(bed.script(50, 3_000, { thresholds }));
    const { run, thresholds: lights, shares, steps, lostShare } = await bed.ended(runId);
    expect(run).toMatchObject({ state: "passed", progress: 1, errorShare: 0, startedBy: "Ada", mode: "open" });
    expect(run.figures).toMatchObject({ planned: 150, sent: 150, answered: 150, failed: 0, dropped: 0 });
    expect(run.figures?.rate).toBeCloseTo(50, 0);
    expect(run.figures?.p50Ms).toBeGreaterThan(0);
    expect(lights).toMatchObject(thresholds.map((text) => ({ text, ok: true })));
    expect(shares).toMatchObject([{ index: 0, state: "done" }]);
    expect(steps).toMatchObject([{ name: "home", answered: 150 }]);
    expect(lostShare).toBe(0);
    expect(bed.target.requests).toHaveLength(150);
    const job = await bed.platform.db.loadRun.findUniqueOrThrow({ where: { id: runId } });
    const finish = await until(async () => {
      const found = await bed.platform.platformJobs.get("instance", job.jobId ?? "");
      return found?.state === "completed" && found;
    });
    expect(finish.result).toBe("over");
  });

  it("fail by a threshold over the whole run", async () => {
    await bed.addWorkers(1);
    bed.target.answer = (_request, response) => void response.writeHead(503).end();
    const runId = await bed.start(bed.script(20, 1_000, { thresholds: ["errors < 1%"] }));
    expect((await bed.ended(runId)).run).toMatchObject({
      state: "failed",
      errorShare: 1,
      verdict: expect.stringContaining("errors < 1%"),
    });
  });

  it("are split over workers exactly", async () => {
    await bed.addWorkers(3);
    const runId = await bed.start(bed.script(100, 3_000, { thresholds: ["dropped == 0"] }), 3);
    const { run, shares } = await bed.ended(runId);
    expect(run).toMatchObject({ state: "passed", figures: { planned: 300, sent: 300, answered: 300 } });
    expect(new Set(shares.map(({ worker }) => worker)).size).toBe(3);
    expect(bed.target.requests).toHaveLength(300);
  });

  it("stop on all workers within two seconds of a broken rolling threshold", async () => {
    await bed.addWorkers(3);
    const runId = await bed.start(bed.script(150, 60_000, { thresholds: ["errors < 10% over 1s abort"] }), 3);
    await until(() => bed.target.requests.length > 300);
    bed.target.answer = (_request, response) => void response.writeHead(500).end();
    const { run, thresholds } = await bed.ended(runId);
    expect(run.state).toBe("aborted");
    expect(run.verdict).toContain("errors < 10% over 1s abort");
    const [light] = thresholds;
    // The threshold broke when its second was over.
    const brokenAt = Date.parse(run.startedAt ?? "") + ((light?.brokenAtSecond ?? 0) + 1) * 1_000;
    expect((bed.target.requests.at(-1) ?? 0) - brokenAt).toBeLessThan(2_000);
    expect(light).toMatchObject({ ok: false, abort: true });
  });

  it("stop within two seconds of the button", async () => {
    await bed.addWorkers(2);
    const runId = await bed.start(bed.script(100, 60_000), 2);
    await until(() => bed.target.requests.length > 50);
    const askedAt = Date.now();
    await cancelLoadRun(bed.platform, bed.caller, runId);
    const { run } = await bed.ended(runId);
    expect(run).toMatchObject({ state: "cancelled", verdict: "Stopped by Ada." });
    expect((bed.target.requests.at(-1) ?? 0) - askedAt).toBeLessThan(2_000);
  });

  it("keep users, too, to the rate and the number of requests that are allowed", async () => {
    await bed.addWorkers(2);
    const caps = { maxRate: 100, maxDurationMs: 600_000, maxConcurrency: 100, maxRequests: 60 };
    await setLoadCaps(bed.platform, bed.caller, caps);
    const load = { mode: "closed" as const, stages: [{ durationMs: 60_000, users: 4 }] };
    const few = await bed.ended(await bed.start(bed.script(1, 1, { load }), 2));
    expect(bed.target.requests).toHaveLength(60);
    expect(few.run.figures).toMatchObject({ sent: 60 });
    expect(few.notes.join()).toContain("requests it was allowed");
    await setLoadCaps(bed.platform, bed.caller, { ...caps, maxRequests: 10_000_000 });
    const { run } = await bed.ended(await bed.start(bed.script(1, 1, { load }), 2));
    expect(run).toMatchObject({ state: "aborted", verdict: expect.stringContaining("100 are allowed") });
    await bed.platform.db.loadCaps.deleteMany();
  });

  it("stop when the target is closed", async () => {
    await bed.addWorkers(1);
    const runId = await bed.start(bed.script(20, 60_000));
    await bed.running(runId);
    await removeTarget(bed.platform.db, bed.caller, bed.targetId);
    expect((await bed.ended(runId)).run).toMatchObject({
      state: "aborted",
      verdict: expect.stringContaining("is no target"),
    });
  });

  it("go on when one of three worker processes is killed, and report what is missing", async () => {
    const children = await bed.addProcesses(3);
    const runId = await bed.start(bed.script(90, 12_000, { thresholds: ["errors == 0"] }), 3);
    const first = await until(() =>
      bed.platform.db.loadRunShare.findFirst({ where: { runId, index: 0, lastSecond: { gte: 2 } } }),
    );
    const processRow = await bed.platform.db.workerProcess.findUniqueOrThrow({ where: { id: first.workerId ?? "" } });
    children.find(({ pid }) => pid === processRow.pid)?.kill("SIGKILL");
    const { run, shares, notes, lostShare, thresholds } = await bed.ended(runId);
    expect(run.state).toBe("passed");
    expect(thresholds).toMatchObject([{ ok: true }]);
    expect(shares.map(({ state }) => state)).toEqual(["lost", "done", "done"]);
    expect(shares[0]?.lastSecond).toBeGreaterThanOrEqual(1);
    expect(notes.join("\n")).toContain("was lost after second");
    expect(lostShare).toBeGreaterThan(0.1);
    expect(lostShare).toBeLessThan(0.34);
    // What the two others sent is all there, and nothing is made up for the third.
    const { figures } = run;
    // Only what the killed one had under way in its last second was never answered.
    expect((figures?.sent ?? 0) - (figures?.answered ?? 0)).toBeLessThanOrEqual(30);
    expect(figures?.sent).toBeGreaterThanOrEqual(720);
    expect(figures?.sent).toBeLessThan(1_080 * (1 - lostShare) + 31);
    expect(bed.target.requests.length).toBeLessThan(1_080);
  });

  it("report the share of a worker that is stopped at once", async () => {
    const first = (await bed.addWorkers(2)).pop();
    const runId = await bed.start(bed.script(60, 6_000), 2);
    await until(() => bed.target.requests.length > 60);
    const stoppedAt = Date.now();
    await first?.stop(8_000);
    expect(Date.now() - stoppedAt).toBeLessThan(5_000);
    const row = await bed.platform.db.loadRunShare.findFirstOrThrow({ where: { runId, workerId: first?.id ?? "" } });
    expect(row).toMatchObject({ state: "lost", error: "Its worker process was stopped." });
    const { run, shares } = await bed.ended(runId);
    expect(run.state).toBe("passed");
    expect(shares.filter(({ state }) => state === "done")).toHaveLength(1);
  });

  it("end with an error when every worker vanished", async () => {
    const [only] = await bed.addProcesses(1);
    const runId = await bed.start(bed.script(20, 60_000));
    await until(() => bed.target.requests.length > 20);
    only?.kill("SIGKILL");
    await bed.addWorkers(1);
    const { run } = await bed.ended(runId);
    expect(run).toMatchObject({ state: "error", verdict: "Its worker process vanished." });
    const sent = bed.target.requests.length;
    // The share's job comes back when it is found stalled: it must send nothing.
    await until(async () => {
      const job = await bed.platform.platformJobs.get("instance", `load-share-${runId}-0`);
      return job?.state === "completed";
    });
    expect(bed.target.requests).toHaveLength(sent);
  });

  it("never send a share twice", async () => {
    await bed.addWorkers(1);
    const runId = await bed.start(bed.script(40, 2_000));
    await bed.running(runId);
    const again = { workerId: "wrk_again", signal: new AbortController().signal };
    expect(await runShare(bed.platform, { runId, index: 0 }, again)).toContain("not sent");
    expect((await bed.ended(runId)).run).toMatchObject({ state: "passed", figures: { sent: 80 } });
    expect(await runShare(bed.platform, { runId, index: 0 }, again)).toContain("not sent");
    expect(bed.target.requests).toHaveLength(80);
  });

  it("find a rate that a line of known capacity can carry", async () => {
    await bed.addWorkers(2);
    // Eight slots of 100 ms carry 80 requests a second, on a busy machine fewer: how close a search comes is measured by
    // the bench load-capacity.
    bed.target.answer = fixedServiceQueue(8, 100);
    const { runId } = await startLoadTest(bed.platform, bed.caller, {
      name: "capacity",
      service: "queue",
      build: "v7",
      workers: 2,
      script: bed.script(1, 1, {
        load: {
          mode: "capacity",
          startRate: 20,
          maxRate: 200,
          precision: 0.2,
          warmupMs: 1_000,
          stepMs: 2_000,
          holdMs: 3_000,
        },
        thresholds: ["p95 < 1s", "errors == 0"],
      }),
    });
    const { run, capacity } = await bed.ended(runId);
    expect(run.verdict).toContain("load line");
    if (run.generatorBound) {
      // The machine was too busy to send on time, and the run says so.
      expect(run).toMatchObject({ state: "failed", loadLine: null });
      return;
    }
    expect(run).toMatchObject({ state: "passed", mode: "capacity" });
    expect(run.loadLine?.rate).toBeGreaterThan(15);
    expect(run.loadLine?.rate).toBeLessThan(84);
    expect(run.loadLine).toMatchObject({ service: "queue", build: "v7", origin: bed.target.origin, runId });
    expect(run.loadLine?.objectives).toEqual(["p95 < 1s", "errors == 0"]);
    expect(capacity?.steps.length).toBeLessThanOrEqual(12);
    expect(capacity?.steps.at(-1)).toMatchObject({ kind: "hold", held: true });
    const line = await loadLineOf(bed.platform, bed.caller, "queue");
    expect(line.current).toMatchObject({ runId, build: "v7" });
  }, 180_000);
});

describe("load runs with queues on Redis", () => {
  let redis: TestRedis;
  let bed: LoadBed;
  beforeAll(async () => {
    redis = await startRedis();
    bed = await LoadBed.open({ REDIS_URL: redis.url });
    await bed.addTarget();
  });
  afterAll(async () => {
    await bed?.clear();
    await bed?.close();
    await redis?.stop();
  });

  it("are split over workers and put together", async () => {
    await bed.addWorkers(2);
    const runId = await bed.start(bed.script(40, 2_000, { thresholds: ["errors == 0"] }), 2);
    const { run, shares } = await bed.ended(runId);
    expect(run).toMatchObject({ state: "passed", figures: { planned: 80, sent: 80, answered: 80 } });
    expect(shares.map(({ state }) => state)).toEqual(["done", "done"]);
  });
});
