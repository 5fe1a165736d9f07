import { stopTelemetry } from "../telemetry.ts";

export interface RunningService {
  port: number;
  close(): Promise<void>;
}

/**
 * Runs a service until SIGTERM, SIGINT or the end of the parent process, tells the parent the port it took, and sends
 * the last spans before it ends.
 */
export async function runService(name: string, start: () => Promise<RunningService>): Promise<void> {
  const service = await start();
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), 8_000).unref();
    await service.close();
    // An exporter that cannot deliver must not keep the service from ending.
    await stopTelemetry().catch((error: Error) => console.error(`${name}: last spans were not sent: ${error.message}`));
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
  process.on("disconnect", () => void stop());
  process.send?.({ port: service.port });
  console.log(`${name} listens on http://127.0.0.1:${service.port}`);
}

/** The value of a variable that the service cannot do without. */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
