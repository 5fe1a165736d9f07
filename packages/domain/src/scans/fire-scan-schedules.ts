import { AppError, type ScanProfile } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { nextRuns } from "../schedules/rhythm.ts";
import { findScanTarget, type ScanTargetRow } from "./find-scan-target.ts";
import { addScan, wantedScan } from "./start-scan.ts";

/** More that come due at one moment wait for the next sweep. */
const BATCH = 200;

/**
 * Starts the scans that are due by their schedules; what was missed while nothing ran is made up by one. A target that is
 * being scanned already, or may no longer be, is passed over until its next time. Returns how many were started; several
 * processes may do it at once.
 */
export async function fireScanSchedules(platform: Platform, now: Date = new Date()): Promise<number> {
  const { db } = platform;
  const due = await db.scanTarget.findMany({
    where: { nextScanAt: { lte: now }, schedulePaused: false, cron: { not: null } },
    select: { id: true, projectId: true },
    orderBy: { nextScanAt: "asc" },
    take: BATCH,
  });
  let started = 0;
  for (const { id, projectId } of due) {
    const target = await findScanTarget(db, projectId, id).catch(() => null);
    if (target && (await fire(platform, target, now))) started += 1;
  }
  return started;
}

async function fire(platform: Platform, target: ScanTargetRow, now: Date): Promise<boolean> {
  // Whoever moves it on starts the scan.
  const { count } = await platform.db.scanTarget.updateMany({
    where: { id: target.id, nextScanAt: target.nextScanAt, schedulePaused: false },
    data: { nextScanAt: nextAfter(target, now) },
  });
  if (count === 0) return false;
  const caller = { projectId: target.projectId, actor: "Schedule" };
  try {
    const profile = target.cronProfile as ScanProfile;
    const wanted = await wantedScan(platform, target, { profile, trigger: "schedule", build: null });
    await addScan(platform, caller, wanted, { mayWait: false });
    return true;
  } catch (thrown) {
    // The record says why it was not started: `addScan` wrote one where the queue did not take it.
    if (thrown instanceof AppError) return false;
    throw thrown;
  }
}

function nextAfter({ cron, timezone, createdAt }: ScanTargetRow, now: Date): Date | null {
  try {
    return nextRuns({ cron, timezone, anchor: createdAt }, now, 1)[0] ?? null;
  } catch {
    // A zone that this release of Node no longer knows: it comes again when somebody changes it.
    return null;
  }
}
