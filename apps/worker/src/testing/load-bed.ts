import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type LoadRunView, type LoadScript, type LoadScriptInput, loadConfig, loadScriptSchema } from "@plimsoll/core";
import {
  approveTarget,
  type Caller,
  closePlatform,
  createTarget,
  getLoadRunView,
  openPlatform,
  type Platform,
  prepareStores,
  startLoadTest,
} from "@plimsoll/domain";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { createLogger } from "@plimsoll/observability";
import { type RunningWorker, startWorker } from "../start-worker.ts";
import { type LoadTarget, startLoadTarget } from "./load-target.ts";

const WORKER = fileURLToPath(new URL("../main.ts", import.meta.url));
const FINAL = ["passed", "failed", "aborted", "cancelled", "error"];
const LONGEST_MS = 150_000;
const log = createLogger("test", "silent");

/** Waits for a condition. */
export async function until<T>(condition: () => Promise<T | null | false> | T | null | false): Promise<T> {
  const deadline = Date.now() + LONGEST_MS;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== false) return value;
    if (Date.now() > deadline) throw new Error("waited in vain");
    await sleep(20);
  }
}

/** Stores, workers and a target to send load to. */
export class LoadBed {
  readonly caller: Caller = { projectId: "default", actor: "Ada" };
  readonly platform: Platform;
  readonly #stores: TestStores;
  readonly #env: Record<string, string>;
  readonly #workers: RunningWorker[] = [];
  readonly #processes: ChildProcess[] = [];
  #target: LoadTarget | null = null;
  targetId = "";

  private constructor(platform: Platform, stores: TestStores, env: Record<string, string>) {
    this.platform = platform;
    this.#stores = stores;
    this.#env = env;
  }

  static async open(extra: Record<string, string> = {}): Promise<LoadBed> {
    const stores = await startTestStores();
    const env = {
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      PLIMSOLL_SECRET: "s".repeat(32),
      PLIMSOLL_SELF_TRACING: "false",
      PLIMSOLL_LOG_LEVEL: "error",
      ...extra,
    };
    const config = loadConfig(env);
    await prepareStores(config);
    return new LoadBed(openPlatform(config), stores, env);
  }

  async close(): Promise<void> {
    await closePlatform(this.platform);
    await this.#stores.stop();
  }

  get target(): LoadTarget {
    if (!this.#target) throw new Error("there is no target");
    return this.#target;
  }

  /** A fresh target that is open. */
  async addTarget(): Promise<void> {
    const { db } = this.platform;
    this.#target = await startLoadTarget();
    const { origin } = this.target;
    const { id } = await createTarget(db, this.caller, { name: origin, origin });
    await approveTarget(db, this.caller, id);
    this.targetId = id;
  }

  /** Ends the workers and the target. */
  async clear(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.stop(0)));
    for (const child of this.#processes.splice(0)) {
      const gone = once(child, "exit");
      if (child.kill("SIGKILL")) await gone;
    }
    await this.#target?.stop();
    await this.platform.db.workerProcess.deleteMany();
  }

  /** Workers inside this process; whoever stops one takes it out. */
  async addWorkers(count: number): Promise<RunningWorker[]> {
    const options = { log, stallMs: 2_000, reconcileAfterMs: 0 };
    const started = Array.from({ length: count }, () => startWorker(this.platform, options));
    this.#workers.push(...(await Promise.all(started)));
    return this.#workers;
  }

  /** Workers that are processes of their own. */
  async addProcesses(count: number): Promise<ChildProcess[]> {
    const env = { ...process.env, ...this.#env };
    const started = Array.from({ length: count }, () => fork(WORKER, { execArgv: ["--import", "tsx"], env }));
    this.#processes.push(...started);
    await Promise.all(started.map((child) => once(child, "message")));
    return started;
  }

  /** A script that asks the target for its first page. */
  script(rate: number, durationMs: number, rest: Partial<LoadScriptInput> = {}): LoadScript {
    return loadScriptSchema.parse({
      load: { mode: "open", stages: [{ durationMs, rate }] },
      scenarios: [{ name: "a", steps: [{ type: "request", name: "home", url: `${this.target.origin}/` }] }],
      baseline: { durationMs: 0 },
      ...rest,
    });
  }

  async start(script: LoadScript, workers = 1): Promise<string> {
    return (await startLoadTest(this.platform, this.caller, { script, workers })).runId;
  }

  view(runId: string): Promise<LoadRunView> {
    return getLoadRunView(this.platform, this.caller, runId);
  }

  /** The whole of a run once it is over. */
  async ended(runId: string): Promise<LoadRunView> {
    await until(async () => FINAL.includes(await this.#state(runId)));
    return this.view(runId);
  }

  running(runId: string): Promise<boolean> {
    return until(async () => (await this.#state(runId)) === "running");
  }

  /** Asked often; the view of a run is dear. */
  async #state(runId: string): Promise<string> {
    return (await this.platform.db.loadRun.findUniqueOrThrow({ where: { id: runId }, select: { state: true } })).state;
  }
}
