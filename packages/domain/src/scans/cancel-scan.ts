import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { findScan } from "./list-scans.ts";

/**
 * Stops a scan: one that waits ends at once, one that runs within seconds, and what it has checked by then counts. One that is
 * over stays as it is. Recorded. Throws NOT_FOUND.
 */
export async function cancelScan({ db }: Pick<Platform, "db">, caller: Caller, scanId: string): Promise<void> {
  const scan = await findScan(db, caller.projectId, scanId);
  const message = `Cancelled by ${caller.actor} before it began.`;
  await db.$transaction(async (tx) => {
    const waiting = await tx.scan.updateMany({
      where: { id: scanId, state: "queued" },
      data: { state: "cancelled", cancelRequested: true, stopped: "cancelled", message, finishedAt: new Date() },
    });
    const running = await tx.scan.updateMany({
      where: { id: scanId, state: "running", cancelRequested: false },
      data: { cancelRequested: true },
    });
    if (waiting.count + running.count === 0) return;
    const subject = `scan-target:${scan.scanTargetId}`;
    await recordAudit(tx, { ...caller, action: "scan.cancel", subject, detail: { scan: scanId } });
  });
}
