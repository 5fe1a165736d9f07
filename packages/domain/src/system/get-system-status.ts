import { type Config, type SystemStatus, toError } from "@plimsoll/core";
import { ping, storeStatistics } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { VERSION } from "../version.ts";

const CHECK_TIMEOUT_MS = 3000;
/** The worker runs maintenance at least this often; twice that without a run means it is not running. */
export const MAINTENANCE_EVERY_MS = 5 * 60_000;

const startedAt = new Date().toISOString();

type Check = SystemStatus["checks"][number];

async function timeCheck(name: Check["name"], check: (signal: AbortSignal) => Promise<string>): Promise<Check> {
  const begin = performance.now();
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)));
  });
  try {
    const detail = await Promise.race([check(signal), late]);
    return { name, status: "ok", detail, latencyMs: performance.now() - begin };
  } catch (error) {
    return { name, status: "down", detail: toError(error).message, latencyMs: null };
  }
}

function ingestUrl(config: Config, port: number): string {
  const host = config.PLIMSOLL_HOST === "0.0.0.0" || config.PLIMSOLL_HOST === "::" ? "127.0.0.1" : config.PLIMSOLL_HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether the stores answer; the part of the status that is public. */
export async function checkStores(platform: Platform): Promise<Check[]> {
  return Promise.all([
    timeCheck("postgres", async () => {
      await platform.db.$queryRaw`SELECT 1`;
      return "answers";
    }),
    timeCheck("clickhouse", async (signal) => `version ${(await ping(platform.telemetry, signal)).version}`),
  ]);
}

async function checkIngest(config: Config): Promise<Check> {
  const url = process.env["PLIMSOLL_INGEST_URL"] ?? ingestUrl(config, config.PLIMSOLL_OTLP_HTTP_PORT);
  return timeCheck("ingest", async (signal) => {
    const response = await fetch(`${url}/health`, { signal });
    if (!response.ok) throw new Error(`answers ${response.status}`);
    return "answers";
  });
}

function checkWorker(lastRun: Date | undefined): Check {
  const base = { name: "worker", latencyMs: null } as const;
  if (!lastRun) return { ...base, status: "unknown", detail: "has not run maintenance yet" };
  const ageMs = Date.now() - lastRun.getTime();
  const status = ageMs < 2 * MAINTENANCE_EVERY_MS ? "ok" : "down";
  return { ...base, status, detail: `last maintenance ${lastRun.toISOString()}` };
}

/** The state of the whole instance. A store that is down shows as such; the call itself does not fail for it. */
export async function getSystemStatus(platform: Platform): Promise<SystemStatus> {
  const { config, db, telemetry } = platform;
  const recentRuns = db.maintenanceRun.findMany({ orderBy: { startedAt: "desc" }, take: 20 }).catch(() => []);
  const statistics = storeStatistics(telemetry, AbortSignal.timeout(CHECK_TIMEOUT_MS)).catch(() => null);
  const [stores, ingest, runs, stored] = await Promise.all([
    checkStores(platform),
    checkIngest(config),
    recentRuns,
    statistics,
  ]);
  const lastRun = runs[0]?.startedAt;
  return {
    version: VERSION,
    startedAt,
    checks: [...stores, ingest, checkWorker(lastRun)],
    storage: {
      tables: stored?.tables ?? [],
      diskFreeBytes: stored?.diskFreeBytes ?? null,
      bytesPerSpan: stored?.bytesPerSpan ?? null,
    },
    retentionDays: config.PLIMSOLL_RETENTION_DAYS,
    ingest: {
      auth: config.PLIMSOLL_INGEST_AUTH,
      httpUrl: ingestUrl(config, config.PLIMSOLL_OTLP_HTTP_PORT),
      grpcUrl: ingestUrl(config, config.PLIMSOLL_OTLP_GRPC_PORT),
      spansLastMinute: stored?.spansLastMinute ?? 0,
    },
    maintenance: runs.map((run) => ({
      startedAt: run.startedAt.toISOString(),
      durationMs: run.durationMs,
      ok: run.ok,
      summary: run.summary,
    })),
    nextMaintenanceAt: lastRun ? new Date(lastRun.getTime() + MAINTENANCE_EVERY_MS).toISOString() : null,
  };
}
