import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startClickHouse } from "@plimsoll/embedded";

export interface BenchStore {
  url: string;
  stop(): Promise<void>;
}

/** Starts an embedded ClickHouse in a process of its own on a temporary folder, which `stop` removes. */
export async function startBenchStore(): Promise<BenchStore> {
  const dataDir = await mkdtemp(join(tmpdir(), "plimsoll-bench-"));
  const child = fork(fileURLToPath(import.meta.url), [dataDir], {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const [message] = (await Promise.race([once(child, "message"), exited])) as [unknown];
  if (typeof message !== "object" || message === null || !("url" in message)) {
    throw new Error("The embedded ClickHouse did not start.");
  }
  return {
    url: String(message.url),
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The child's side. */
async function serve(dataDir: string): Promise<void> {
  const store = await startClickHouse({ dataDir, password: "benchmark" });
  process.once("SIGTERM", () => void store.stop().then(() => process.exit(0)));
  process.once("disconnect", () => process.exit(1));
  process.send?.({ url: store.url });
}

const dataDir = process.argv[2];
if (process.send && process.argv[1] === fileURLToPath(import.meta.url) && dataDir) await serve(dataDir);
