import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface ServiceProcess {
  url: string;
  /** Resolves with a sentence when the process ended without being asked to. */
  crashed: Promise<string>;
  stop(): Promise<void>;
}

const source = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const START_WITHIN_MS = 60_000;

/**
 * Starts a service of the shop with its telemetry loaded first, and waits for the port it took. It has a process group
 * of its own, so that Ctrl-C in a terminal reaches the demo alone; it ends with the demo.
 */
export async function startService(name: string, file: string, env: Record<string, string>): Promise<ServiceProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "--import", source("telemetry.ts"), source(file)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    detached: true,
    env: {
      OTEL_METRICS_EXPORTER: "otlp",
      OTEL_METRIC_EXPORT_INTERVAL: "10000",
      OTEL_METRIC_EXPORT_TIMEOUT: "5000",
      OTEL_LOGS_EXPORTER: "none",
      OTEL_BSP_SCHEDULE_DELAY: "1000",
      ...process.env,
      ...env,
      OTEL_SERVICE_NAME: name,
    },
  });
  let isStopping = false;
  const ended = once(child, "exit").then(([code, signal]) => `${name} ended (${signal ?? `exit code ${code}`})`);
  const ready = once(child, "message", { signal: AbortSignal.timeout(START_WITHIN_MS) });
  const first = await Promise.race([ready, ended]);
  if (typeof first === "string") throw new Error(first);
  const { port } = first[0] as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    crashed: ended.then((how) => (isStopping ? new Promise<string>(() => undefined) : how)),
    async stop() {
      isStopping = true;
      child.kill("SIGTERM");
      await ended;
    },
  };
}
