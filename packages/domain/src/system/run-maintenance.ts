import { toError } from "@plimsoll/core";
import { storeStatistics } from "@plimsoll/telemetry";
import { newId } from "../ids.ts";
import { forgetCancellations } from "../jobs/cancel-job.ts";
import { forgetConcurrencyLeases } from "../jobs/concurrency-lease.ts";
import type { Platform } from "../platform.ts";
import { forgetScans } from "../scans/sweep-scans.ts";
import { renewProofs } from "../targets/renew-proofs.ts";
import { forgetWorkers } from "../workers/record-worker.ts";

const KEEP_RUNS_DAYS = 30;
const DAY_MS = 86_400_000;

export interface MaintenanceResult {
  ok: boolean;
  summary: string;
}

/**
 * The instance's own housekeeping: takes stock of the store, checks that retention does what is configured, forgets
 * sessions, rate-limit counters, run records and scans that are over, and renews proofs of ownership. The outcome is kept in
 * `maintenance_runs`. Doing it twice does no harm.
 */
export async function runMaintenance(platform: Platform, signal?: AbortSignal): Promise<MaintenanceResult> {
  const startedAt = new Date();
  const begin = performance.now();
  const { db } = platform;
  let result: MaintenanceResult & { statistics: object };
  try {
    const removed = (await forgetExpired(platform, startedAt)) + (await forgetScans(platform, startedAt));
    await renewProofs(platform, startedAt);
    result = { ...(await takeStock(platform, startedAt, signal)) };
    if (removed > 0) result.summary += `; ${removed} expired records removed`;
  } catch (error) {
    result = { ok: false, summary: toError(error).message, statistics: {} };
  }
  const { ok, summary, statistics } = result;
  const durationMs = Math.round(performance.now() - begin);
  await db.maintenanceRun.create({ data: { id: newId("run"), startedAt, durationMs, ok, summary, statistics } });
  return { ok, summary };
}

async function forgetExpired({ db }: Platform, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEEP_RUNS_DAYS * DAY_MS);
  const removed = await Promise.all([
    db.session.deleteMany({ where: { expiresAt: { lt: now } } }),
    db.verification.deleteMany({ where: { expiresAt: { lt: now } } }),
    db.rateLimit.deleteMany({ where: { lastRequest: { lt: now.getTime() - DAY_MS } } }),
    db.maintenanceRun.deleteMany({ where: { startedAt: { lt: before } } }),
    forgetConcurrencyLeases(db, now),
    forgetCancellations(db, now),
    forgetWorkers(db, now),
  ]);
  return removed.reduce((sum, { count }) => sum + count, 0);
}

async function takeStock({ telemetry, config }: Platform, now: Date, signal?: AbortSignal) {
  const statistics = await storeStatistics(telemetry, signal);
  const spans = statistics.tables.find((table) => table.name === "spans");
  const rows = spans?.rows ?? 0;
  const megabytes = statistics.tables.reduce((sum, table) => sum + table.bytesOnDisk, 0) / 1e6;
  const kept = `${rows.toLocaleString("en")} spans, ${megabytes.toFixed(1)} MB`;
  const wanted = config.PLIMSOLL_RETENTION_DAYS;
  if (statistics.retentionDays !== null && statistics.retentionDays !== wanted) {
    const summary = `${kept}; the store keeps ${statistics.retentionDays} days but ${wanted} are configured: restart to apply`;
    return { ok: false, summary, statistics };
  }
  // Expired days go when the store merges; two days of grace before that counts as not working.
  const oldest = spans?.oldest ? Date.parse(spans.oldest) : now.getTime();
  if (now.getTime() - oldest > (wanted + 2) * DAY_MS) {
    return {
      ok: false,
      summary: `${kept}; spans older than the retention of ${wanted} days are still stored`,
      statistics,
    };
  }
  return { ok: true, summary: `${kept}, kept ${wanted} days`, statistics };
}
