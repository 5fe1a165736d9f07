import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ProcessCommand, ProcessReport } from "./testing/cache-process.ts";
import { hasRedis, startRedis, type TestServer } from "./testing/start-server.ts";

type Done = Extract<ProcessReport, { type: "done" }>;
type Asked = ProcessCommand extends infer Command ? (Command extends unknown ? Omit<Command, "id"> : never) : never;

let redis: TestServer;
let processes: AppProcess[] = [];
/** Pids of the processes in which factories started, in that order. */
let factories: number[] = [];

/** A child process with a cache of its own over the common Redis. */
class AppProcess {
  readonly child: ChildProcess;
  readonly #waiting = new Map<number, (done: Done) => void>();
  #sent = 0;

  private constructor() {
    const file = join(import.meta.dirname, "testing", "cache-process.ts");
    this.child = fork(file, [String(redis.port)], { execArgv: ["--import", "tsx"] });
    this.child.on("message", (report: ProcessReport) => {
      if (report.type === "factory") factories.push(report.pid);
      if (report.type === "done") this.#waiting.get(report.id)?.(report);
    });
  }

  static async start(): Promise<AppProcess> {
    const started = new AppProcess();
    processes.push(started);
    await once(started.child, "message");
    return started;
  }

  send(command: Asked): Promise<Done> {
    const id = (this.#sent += 1);
    this.child.send({ ...command, id });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exited;
  }
}

const started = (count: number) => Promise.all(Array.from({ length: count }, () => AppProcess.start()));
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 20 });

beforeEach(async () => {
  processes = [];
  factories = [];
  redis = await startRedis({ durable: true });
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.end()));
  await redis.stop();
});

describe.skipIf(!hasRedis)("many processes over one Redis", () => {
  it("run the factory of a cold key once for 8 processes × 100 callers", async () => {
    const apps = await started(8);
    const asked = apps.map((app) => app.send({ do: "ask", key: "cold", callers: 100 }));
    await until(() => expect(factories).toHaveLength(1));
    const holder = apps.find((app) => app.child.pid === factories[0]);
    await holder?.send({ do: "finish", name: "cold" });
    const answers = await Promise.all(asked);
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(answers.flatMap(({ values }) => values)).toEqual(Array(800).fill(`made by ${holder?.child.pid}`));
    expect(factories).toHaveLength(1);
    console.log(`8 × 100 callers: ${factories.length} factory, longest ${Math.round(longest(answers))} ms`);
  });

  it("run it once more when the holder is killed, and nobody waits beyond the hard timeout", async () => {
    const hardTimeoutMs = 10_000;
    const apps = await started(8);
    const asked = apps.map((app) => ({
      app,
      answer: app.send({ do: "ask", key: "cold", callers: 100, hardTimeoutMs }),
    }));
    await until(() => expect(factories).toHaveLength(1));
    const killed = asked.find(({ app }) => app.child.pid === factories[0]);
    await killed?.app.end();
    await until(() => expect(factories).toHaveLength(2));
    const next = asked.find(({ app }) => app.child.pid === factories[1]);
    await next?.app.send({ do: "finish", name: "cold" });
    const answers = await Promise.all(asked.filter((one) => one !== killed).map(({ answer }) => answer));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(answers.flatMap(({ values }) => values)).toEqual(Array(700).fill(`made by ${next?.app.child.pid}`));
    expect(factories).toHaveLength(2);
    expect(longest(answers)).toBeLessThan(hardTimeoutMs);
    console.log(`holder killed: ${factories.length} factories, longest ${Math.round(longest(answers))} ms`);
  });

  it("gets no value later than the hard timeout while another process makes it", async () => {
    const [one, other] = await started(2);
    void one?.send({ do: "ask", key: "slow", callers: 1 });
    await until(() => expect(factories).toHaveLength(1));
    const answer = await other?.send({ do: "ask", key: "slow", callers: 100, hardTimeoutMs: 500 });
    expect(answer?.errors).toHaveLength(100);
    expect(new Set(answer?.errors.map((error) => error.split(":")[0]))).toEqual(new Set(["CacheTimeoutError"]));
    expect(answer?.longestMs).toBeLessThan(1_000);
    console.log(`hard timeout of 500 ms: longest ${Math.round(answer?.longestMs ?? 0)} ms`);
  });
});

describe.skipIf(!hasRedis)("Redis killed midway", () => {
  it("leaves callers with values", async () => {
    const apps = await started(3);
    const all: Done[] = [];
    let round = 0;
    const askAll = async () => {
      round += 1;
      const keys = [`hot`, `round ${round}`];
      const asked = apps.flatMap((app) =>
        keys.map((key) => app.send({ do: "ask", key, callers: 100, value: key, hardTimeoutMs: 5_000 })),
      );
      all.push(...(await Promise.all(asked)));
    };
    for (let turn = 0; turn < 10; turn += 1) await askAll();
    const asking = askAll();
    await redis.kill();
    await asking;
    const killedAt = performance.now();
    while (performance.now() - killedAt < 3_000) await askAll();
    await redis.start();
    for (let turn = 0; turn < 10; turn += 1) await askAll();
    expect(all.flatMap(({ errors }) => errors)).toEqual([]);
    expect(all.reduce((sum, { values }) => sum + values.length, 0)).toBe(round * 600);
    console.log(`${round * 600} calls around an outage: 0 errors, longest ${Math.round(longest(all))} ms`);
  });

  it.each(["invalidate", "delete"] as const)("does not lose what was missed meanwhile (%s)", async (how) => {
    const [one, other] = await started(2);
    if (!one || !other) throw new Error("no processes");
    const ask = async (app: AppProcess, value: string) =>
      (await app.send({ do: "ask", key: "ada", callers: 1, tag: "people", value })).values[0];
    expect(await ask(one, "old")).toBe("old");
    expect(await ask(other, "never made")).toBe("old");
    await redis.kill();
    await one.send({ do: how, name: how === "delete" ? "ada" : "people" });
    // Nobody can tell the other one; here it counts at once.
    expect(await ask(one, "new")).toBe("new");
    expect(await ask(other, "newer")).toBe("old");
    await redis.start();
    const backAt = performance.now();
    await until(async () => expect(await ask(other, "newer")).toMatch(/^new/));
    const staleMs = performance.now() - backAt;
    expect(await ask(one, "newest")).toMatch(/^new/);
    // Clients try again every 100 ms, versions count for 1 s.
    expect(staleMs).toBeLessThan(2_500);
    console.log(`${how} during an outage: stale for ${Math.round(staleMs)} ms after Redis was back`);
  });
});

function longest(answers: readonly Done[]): number {
  return Math.max(...answers.map(({ longestMs }) => longestMs));
}
