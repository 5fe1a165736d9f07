import { endSuppressions } from "../findings/end-suppressions.ts";
import { readSecuritySettings } from "../findings/security-settings.ts";
import type { Platform } from "../platform.ts";
import { fireScanSchedules } from "./fire-scan-schedules.ts";
import { enqueueScan } from "./start-scan.ts";

/** A queued scan this old may have lost its job: its starter was killed between the two. */
const QUEUED_AFTER_MS = 60_000;
/** A scan whose worker vanished is taken up by another one long before. */
const LOST_AFTER_MS = 15 * 60_000;
const BATCH = 200;
const DAY_MS = 86_400_000;

/**
 * What has to happen by the clock: scans that are due, suppressions that are over, scans that lost their job or worker.
 * Doing it twice, or in several processes, does no harm. Returns what it did, in words.
 */
export async function sweepScans(platform: Platform, now: Date = new Date()): Promise<string> {
  const started = await fireScanSchedules(platform, now);
  const ended = await endSuppressions(platform.db, now);
  await handOverAgain(platform, now);
  const lost = await failLost(platform, now);
  return `${started} scans started, ${ended} suppressions ended, ${lost} scans lost`;
}

async function handOverAgain(platform: Platform, now: Date): Promise<void> {
  const rows = await platform.db.scan.findMany({
    where: { state: "queued", createdAt: { lt: new Date(now.getTime() - QUEUED_AFTER_MS) } },
    select: { id: true },
    orderBy: { createdAt: "asc" },
    take: BATCH,
  });
  for (const { id } of rows) await enqueueScan(platform, id);
}

async function failLost({ db }: Platform, now: Date): Promise<number> {
  const { count } = await db.scan.updateMany({
    where: { state: "running", lastSeenAt: { lt: new Date(now.getTime() - LOST_AFTER_MS) } },
    data: { state: "error", message: "The worker that made it vanished.", finishedAt: now },
  });
  return count;
}

/** Removes scans that are older than their project keeps them; the last of each target that assessed something stays. */
export async function forgetScans({ db }: Pick<Platform, "db">, now: Date): Promise<number> {
  const projects = await db.project.findMany({
    select: { id: true, securitySettings: { select: { settings: true } } },
  });
  let removed = 0;
  for (const { id, securitySettings } of projects) {
    const { keepScansDays } = readSecuritySettings(securitySettings?.settings);
    const before = new Date(now.getTime() - keepScansDays * DAY_MS);
    removed += await db.$executeRaw`
      DELETE FROM scans WHERE "projectId" = ${id} AND "finishedAt" < ${before} AND id NOT IN (
        SELECT DISTINCT ON ("scanTargetId") id FROM scans
        WHERE "projectId" = ${id} AND score IS NOT NULL ORDER BY "scanTargetId", "createdAt" DESC
      )`;
  }
  return removed;
}
