import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type LoadRunView, type LoadScriptInput, loadConfig } from "@plimsoll/core";
import {
  approveTarget,
  closePlatform,
  createTarget,
  finishLoadRun,
  jobsBackend,
  jobsRetention,
  openPlatform,
  prepareStores,
  runShare,
} from "@plimsoll/domain";
import { startTestStores } from "@plimsoll/embedded";
import { INSTANCE_QUEUE, startQueueWorker } from "@plimsoll/jobs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-load-test-"));
let target: Server;
let origin = "";
let asked = 0;
const children: ChildProcess[] = [];

beforeAll(async () => {
  target = createServer((request, response) => {
    asked += 1;
    response.writeHead(request.url === "/broken" ? 500 : 200).end("ok");
  }).listen(0, "127.0.0.1");
  await once(target, "listening");
  origin = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  asked = 0;
});
afterAll(() => {
  target?.closeAllConnections();
  target?.close();
  rmSync(folder, { recursive: true, force: true });
});

function script(path: string, changes: Partial<LoadScriptInput> = {}): string {
  const file = join(folder, "script.json");
  const written: LoadScriptInput = {
    baseUrl: origin,
    load: { mode: "open", stages: [{ durationMs: 1500, rate: 40 }] },
    scenarios: [{ name: "all", steps: [{ type: "request", name: "page", url: path }] }],
    thresholds: ["errors < 1%", "p95 < 5s"],
    baseline: { durationMs: 0 },
    ...changes,
  };
  writeFileSync(file, JSON.stringify(written));
  return file;
}

/** The command as a process of its own. */
function command(...options: string[]) {
  return start(options, {});
}
function start(options: string[], env: Record<string, string>) {
  const plain = {
    ...process.env,
    PLIMSOLL_SECRET: "s".repeat(32),
    DATABASE_URL: "",
    CLICKHOUSE_URL: "",
    REDIS_URL: "",
  };
  const child = fork(MAIN, ["load-test", "run", ...options], {
    execArgv: ["--import", "tsx"],
    env: { ...plain, PLIMSOLL_DATA_DIR: folder, ...env },
    silent: true,
  });
  children.push(child);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, "close").then(([code]: (number | null)[]) => ({ code, output }));
  return { child, ended, output: () => output };
}

describe("plimsoll load-test run --local", () => {
  it("ends with 0 when the thresholds were met, and writes the reports", async () => {
    const [junit, json] = [join(folder, "out.xml"), join(folder, "out.json")];
    const { code, output } = await command(script("/"), "--local", "--junit", junit, "--json", json).ended;
    expect(output).toContain("passed: 2 thresholds were met.");
    expect(code).toBe(0);
    expect(output).toMatch(/^00:0\d {2}planned 40\/s/m);
    expect(asked).toBe(60);
    expect(readFileSync(junit, "utf8")).toContain('tests="2" failures="0" errors="0"');
    const view = JSON.parse(readFileSync(json, "utf8")) as LoadRunView;
    expect(view.run).toMatchObject({ state: "passed", name: "script.json", figures: { planned: 60, answered: 60 } });
    expect(view.steps).toMatchObject([{ name: "page", answered: 60 }]);
  });

  it("ends with 99 when one was broken, and early when it says so", async () => {
    const failed = await command(script("/broken"), "--local", "--quiet").ended;
    expect(failed.code).toBe(99);
    expect(failed.output).toMatch(/^failed: errors < 1% was broken: 100 %\..*\n$/);
    const load = { mode: "open" as const, stages: [{ durationMs: 60_000, rate: 40 }] };
    const thresholds = ["errors < 1% over 1s abort"];
    const aborted = await command(script("/broken", { load, thresholds }), "--local", "--quiet").ended;
    expect(aborted.code).toBe(99);
    expect(aborted.output).toContain("aborted: errors < 1% over 1s abort was broken at second 0: 100 %.");
  });

  it("ends with 130 when it is interrupted, and stops sending", async () => {
    const json = join(folder, "stopped.json");
    const load = { mode: "open" as const, stages: [{ durationMs: 60_000, rate: 40 }] };
    const run = command(script("/", { load }), "--local", "--json", json);
    await expect.poll(() => asked, { timeout: 30_000 }).toBeGreaterThan(10);
    run.child.kill("SIGINT");
    const { code, output } = await run.ended;
    expect(code).toBe(130);
    expect(output).toContain("cancelled: ");
    expect((JSON.parse(readFileSync(json, "utf8")) as LoadRunView).run.state).toBe("cancelled");
  });

  it("ends with 1 when it cannot run, and says why", async () => {
    const missing = await command(join(folder, "nothing.json"), "--local").ended;
    expect(missing.code).toBe(1);
    expect(missing.output).toContain("nothing.json cannot be read");
    const instance = await command(script("/")).ended;
    expect(instance.code).toBe(1);
    expect(instance.output).toContain("No instance runs on");
    expect(existsSync(join(folder, "nothing.json"))).toBe(false);
  });

  it("finds a load line", async () => {
    const load = {
      mode: "capacity" as const,
      startRate: 80,
      maxRate: 100,
      warmupMs: 0,
      stepMs: 1000,
      holdMs: 1000,
      maxSteps: 4,
      precision: 0.5,
    };
    const json = join(folder, "line.json");
    const { code, output } = await command(script("/", { load }), "--local", "--json", json).ended;
    expect(output).toContain("The load line is 100 requests a second");
    expect(code).toBe(0);
    const view = JSON.parse(readFileSync(json, "utf8")) as LoadRunView;
    expect(view.capacity?.steps.at(-1)).toMatchObject({ kind: "hold", rate: 100, held: true });
    expect(view.run.loadLine).toMatchObject({ rate: 100, origin });
  });
});

describe("plimsoll load-test run on an instance", () => {
  it("starts it there, follows it, and stops it when interrupted", async () => {
    const stores = await startTestStores();
    const env = {
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      PLIMSOLL_SECRET: "s".repeat(32),
      PLIMSOLL_LOG_LEVEL: "error",
      PLIMSOLL_SELF_TRACING: "false",
    };
    const config = loadConfig(env);
    await prepareStores(config);
    const platform = openPlatform(config);
    const caller = { projectId: "default", actor: "Ada" };
    const worker = startQueueWorker({
      backend: jobsBackend(config),
      kind: "platform",
      queue: INSTANCE_QUEUE,
      concurrency: 4,
      keep: jobsRetention(config),
      run: async (job) => {
        const { runId, index } = job.data as { runId: string; index: number };
        if (job.name === "load.finish") return String(await finishLoadRun(platform, runId));
        return runShare(platform, { runId, index }, { workerId: "w1", signal: new AbortController().signal });
      },
      onAttempt: () => undefined,
      onStalled: () => undefined,
      onError: () => undefined,
    });
    try {
      const { id } = await createTarget(platform.db, caller, { name: "page", origin });
      await approveTarget(platform.db, caller, id);
      const passed = await start([script("/"), "--name", "page", "--build", "v7"], env).ended;
      expect(passed.output).toContain("passed: 2 thresholds were met.");
      expect(passed.code).toBe(0);
      expect(await platform.db.loadRun.findFirst()).toMatchObject({
        name: "page",
        build: "v7",
        startedBy: "command line",
      });
      const load = { mode: "open" as const, stages: [{ durationMs: 60_000, rate: 40 }] };
      const before = asked;
      const run = start([script("/", { load })], env);
      await expect.poll(() => asked, { timeout: 30_000 }).toBeGreaterThan(before + 10);
      run.child.kill("SIGINT");
      const stopped = await run.ended;
      expect(stopped.output).toContain("cancelled: Stopped by command line.");
      expect(stopped.code).toBe(130);
    } finally {
      await worker.stop(1000);
      await closePlatform(platform);
      await stores.stop();
    }
  });
});
