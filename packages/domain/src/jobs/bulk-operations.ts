import { AppError, type BulkOperation } from "@plimsoll/core";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { toBulkOperation } from "./bulk-operation.ts";

/** How far an operation is. Throws NOT_FOUND. */
export async function getBulk({ db }: Platform, projectId: string, id: string): Promise<BulkOperation> {
  const row = await db.jobBulkOperation.findFirst({ where: { projectId, id } });
  if (!row) throw new AppError("NOT_FOUND", `There is no bulk operation ${id} in this project.`);
  return toBulkOperation(row);
}

/** The project's operations, newest first; with `queue`, those on that queue. */
export async function listBulk(
  { db }: Platform,
  projectId: string,
  input: { source?: string | undefined; queue?: string | undefined; limit: number },
): Promise<BulkOperation[]> {
  const { source, queue, limit } = input;
  const rows = await db.jobBulkOperation.findMany({
    where: { projectId, ...(source ? { source } : {}), ...(queue ? { queue } : {}) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(toBulkOperation);
}

/**
 * Asks an operation to stop: one that waits ends at once, one that runs after the jobs in hand. What is done stays done.
 * One that is over stays as it is. Throws NOT_FOUND.
 */
export async function cancelBulk(platform: Platform, caller: Caller, id: string): Promise<BulkOperation> {
  const { db } = platform;
  const { projectId } = caller;
  const ended = { state: "cancelled", cancelRequested: true, finishedAt: new Date() };
  const waiting = await db.jobBulkOperation.updateMany({ where: { projectId, id, state: "queued" }, data: ended });
  const running = await db.jobBulkOperation.updateMany({
    where: { projectId, id, state: "running", cancelRequested: false },
    data: { cancelRequested: true },
  });
  const operation = await getBulk(platform, projectId, id);
  if (waiting.count + running.count > 0) {
    const subject = `queue:${operation.source}:${operation.queue}`;
    await recordAudit(db, { ...caller, action: "queue.bulk-cancel", subject, detail: { operation: id } });
  }
  return operation;
}
