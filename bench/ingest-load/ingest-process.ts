import { execFileSync, fork, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const INGEST = fileURLToPath(new URL("../../apps/ingest/", import.meta.url));
const SAMPLE_EVERY_MS = 500;

/** Ingest, built, in a process of its own before the given stores. */
export interface IngestProcess {
  port: number;
  pid: number;
  /** Most resident memory seen, bytes. */
  peakBytes: () => number;
  stop: () => Promise<void>;
}

/** Builds and starts it; resolves when it is ready. */
export function startIngestProcess(clickhouseUrl: string, databaseUrl: string): Promise<IngestProcess> {
  const build = spawnSync("npm", ["run", "build", "--silent"], { cwd: INGEST, encoding: "utf8" });
  if (build.status !== 0) throw new Error(`ingest does not build:\n${build.stdout}${build.stderr}`);
  const child = fork(`${INGEST}dist/main.mjs`, [], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      CLICKHOUSE_URL: clickhouseUrl,
      DATABASE_URL: databaseUrl,
      PLIMSOLL_OTLP_HTTP_PORT: "0",
      PLIMSOLL_OTLP_GRPC_PORT: "0",
      // Its own spans would go to the default port, where nothing listens here.
      PLIMSOLL_SELF_TRACING: "false",
    },
  });
  let peak = 0;
  const sampler = setInterval(() => {
    const kibibytes = Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" }));
    peak = Math.max(peak, kibibytes * 1024);
  }, SAMPLE_EVERY_MS);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      clearInterval(sampler);
      child.once("exit", () => resolve());
      child.kill("SIGTERM");
    });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`ingest ended with code ${code}`)));
    child.on("message", (message: { type: string; httpPort: number; message?: string }) => {
      if (message.type === "ready")
        resolve({ port: message.httpPort, pid: child.pid ?? 0, peakBytes: () => peak, stop });
      else reject(new Error(message.message));
    });
  });
}
