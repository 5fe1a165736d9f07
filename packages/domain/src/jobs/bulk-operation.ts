import { type BulkOperation, bulkActionSchema, jobFilterSchema } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { z } from "zod";

const stateSchema = z.enum(["queued", "running", "completed", "cancelled", "failed"]);
const FINAL: ReadonlySet<BulkOperation["state"]> = new Set(["completed", "cancelled", "failed"]);

/** True when nothing of it will change any more. */
export function isBulkFinished(operation: BulkOperation): boolean {
  return FINAL.has(operation.state);
}

/** A stored operation as callers see it. */
export function toBulkOperation(row: Prisma.JobBulkOperationGetPayload<object>): BulkOperation {
  return {
    id: row.id,
    source: row.source,
    queue: row.queue,
    action: bulkActionSchema.parse(row.action),
    filter: jobFilterSchema.parse(row.filter),
    state: stateSchema.parse(row.state),
    total: row.total,
    examined: row.examined,
    done: row.done,
    skipped: row.skipped,
    error: row.error,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
