import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StoreProcess, type StoreSpec, spawnStore } from "../process/spawn-store.ts";
import { sourceEntry } from "./source-entry.ts";

export type TestStoreName = "clickhouse" | "postgres";

export type TestStores = {
  /** ClickHouse with user and password; empty when it was not asked for. */
  clickhouseUrl: string;
  /** PostgreSQL database `test`; empty when it was not asked for. */
  databaseUrl: string;
  /** Temporary folder with the stores' data in `clickhouse` and `postgres`. */
  folder: string;
  /** Process id of the store's process; 0 when it does not run. */
  pid(store: TestStoreName): number;
  /** Sends a signal to the store's process and waits until it has ended. */
  kill(store: TestStoreName, signal: NodeJS.Signals): Promise<void>;
  /** Starts a store again on the same data and the same URL, stopping it first when it runs. */
  restart(store: TestStoreName): Promise<void>;
  /** Ends the stores and removes their folders. */
  stop(): Promise<void>;
};

export type TestStoresOptions = {
  clickhouse?: boolean;
  postgres?: boolean;
  /** True: PostgreSQL writes through to disk as in production; unset: faster. */
  durable?: boolean;
};

/**
 * Starts fresh stores in child processes, on random ports and in temporary folders: both, or those set to true.
 * Works from TypeScript source inside vitest's workers. PostgreSQL takes about 1 s, ClickHouse about 1 s, side by side.
 *
 * For one test file: `const stores = await startTestStores({ clickhouse: true })` in `beforeAll`, `stores.stop()` in
 * `afterAll`.
 */
export async function startTestStores(options: TestStoresOptions = {}): Promise<TestStores> {
  const all = options.clickhouse === undefined && options.postgres === undefined;
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  // PostgreSQL may run as another user, who must be able to pass.
  chmodSync(folder, 0o711);
  const specs = new Map<TestStoreName, StoreSpec>();
  const password = randomBytes(12).toString("hex");
  if (all || options.clickhouse) {
    specs.set("clickhouse", {
      store: "clickhouse",
      entry: sourceEntry("../clickhouse-main.ts"),
      options: { dataDir: join(folder, "clickhouse"), password },
    });
  }
  if (all || options.postgres) {
    specs.set("postgres", {
      store: "postgres",
      entry: sourceEntry("../postgres-main.ts"),
      options: { dataDir: join(folder, "postgres"), password, database: "test", durable: options.durable ?? false },
    });
  }
  const running = new Map<TestStoreName, StoreProcess>();

  async function start(name: TestStoreName): Promise<void> {
    const spec = specs.get(name);
    if (!spec) throw new Error(`${name} is not one of these test stores`);
    const store = await spawnStore(spec);
    running.set(name, store);
    spec.options.port = store.port;
  }

  const stopAll = async () => {
    await Promise.all([...running.values()].map((store) => store.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const started = await Promise.allSettled([...specs.keys()].map(start));
  const failed = started.find((result) => result.status === "rejected");
  if (failed) {
    await stopAll();
    throw failed.reason;
  }
  return {
    clickhouseUrl: running.get("clickhouse")?.url ?? "",
    databaseUrl: running.get("postgres")?.url ?? "",
    folder,
    pid: (name) => running.get(name)?.child.pid ?? 0,
    async kill(name, signal) {
      const child = running.get(name)?.child;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill(signal);
      await exited;
    },
    async restart(name) {
      await running.get(name)?.stop();
      await start(name);
    },
    stop: stopAll,
  };
}
