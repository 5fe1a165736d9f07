import type { Prisma } from "@plimsoll/db";
import type { Platform } from "../platform.ts";
import { findScanTarget, type ScanTargetRow } from "./find-scan-target.ts";
import { isScanFinished, SCAN_INCLUDE, type ScanRow } from "./scan-item.ts";

/** A scan that said nothing for so long is lost: its worker says something about once a second. */
export const LOST_AFTER_MS = 20_000;

/** Fifty scans may begin at one moment, on a busy machine. */
const PATIENCE_MS = 30_000;

export interface ClaimedScan {
  scan: ScanRow;
  target: ScanTargetRow;
}

/**
 * Takes a scan for this worker: marks it running, from the beginning. `busy` while another scan of the target runs, or another
 * worker has this one; `over` when there is nothing left to do.
 */
export async function claimScan(
  { db }: Pick<Platform, "db">,
  scanId: string,
  now: Date = new Date(),
): Promise<ClaimedScan | "busy" | "over"> {
  const claim = async (tx: Prisma.TransactionClient): Promise<ClaimedScan | "busy" | "over"> => {
    const found = await tx.scan.findUnique({ where: { id: scanId }, select: { projectId: true, scanTargetId: true } });
    if (!found) return "over";
    await tx.$queryRaw`SELECT id FROM scan_targets WHERE id = ${found.scanTargetId} FOR UPDATE`;
    const scan = await tx.scan.findUnique({ where: { id: scanId } });
    if (!scan || isScanFinished(scan)) return "over";
    const alive = new Date(now.getTime() - LOST_AFTER_MS);
    const running = await tx.scan.findFirst({
      where: { scanTargetId: found.scanTargetId, state: "running", lastSeenAt: { gt: alive } },
      select: { id: true },
    });
    if (running) return "busy";
    await tx.scanCheck.deleteMany({ where: { scanId } });
    const claimed = await tx.scan.update({
      where: { id: scanId },
      data: { state: "running", startedAt: scan.startedAt ?? now, lastSeenAt: now, progress: 0, requests: 0 },
      include: SCAN_INCLUDE,
    });
    return { scan: claimed, target: await findScanTarget(tx, found.projectId, found.scanTargetId) };
  };
  return db.$transaction(claim, { maxWait: PATIENCE_MS, timeout: PATIENCE_MS });
}
