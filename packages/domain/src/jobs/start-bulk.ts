import { AppError, type BulkAction, type BulkOperation, type BulkStartInput, type JobState } from "@plimsoll/core";
import { INSTANCE_QUEUE, platformJob } from "@plimsoll/jobs";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { locateWritableQueue } from "../queues/locate-queue.ts";
import { toBulkOperation } from "./bulk-operation.ts";

/** Operations of a project that may wait or run at a time. */
const MAX_UNFINISHED = 20;

/**
 * Starts an action on every job that meets the filter, in the background; `getBulk` tells how far it is. Recorded.
 * Throws NOT_FOUND for an unknown queue, BAD_REQUEST for an action that the state of the jobs does not allow, CONFLICT
 * when many run already, and UNAVAILABLE when the queue's store does not answer: then nothing is started.
 */
export async function startBulk(platform: Platform, caller: Caller, input: BulkStartInput): Promise<BulkOperation> {
  const { filter, ids, action } = input;
  const { projectId, actor } = caller;
  const { source, queue } = filter;
  assertActionFits(action, filter.state);
  const { store, name } = await locateWritableQueue(platform, projectId, filter);
  const total = ids?.length ?? (await store.summary(name)).counts[filter.state];
  await assertNotTooMany(platform, projectId);
  const id = newId("blk");
  const row = await platform.db.$transaction(async (tx) => {
    const data = { id, projectId, source, queue, action, filter, ids: ids ?? [], total, createdBy: actor };
    const detail = { operation: id, filter, jobs: total };
    await recordAudit(tx, { ...caller, action: `queue.bulk-${action}`, subject: `queue:${source}:${queue}`, detail });
    return tx.jobBulkOperation.create({ data });
  });
  try {
    await addBulkJob(platform, id);
  } catch (error) {
    await platform.db.jobBulkOperation.update({
      where: { id },
      data: { state: "failed", error: "The queue's store did not answer.", finishedAt: new Date() },
    });
    throw error;
  }
  return toBulkOperation(row);
}

/** Hands the operation to a worker; a second time changes nothing. */
async function addBulkJob(platform: Platform, operationId: string): Promise<void> {
  const job = platformJob("jobs.bulk", { operationId }, { id: `bulk-${operationId}` });
  await platform.platformJobs.add(INSTANCE_QUEUE, [job]);
}

/** Hands over again what was started but has no job: its starter was killed between the two. */
export async function resumeBulk(platform: Platform): Promise<void> {
  const rows = await platform.db.jobBulkOperation.findMany({
    where: { state: { in: ["queued", "running"] } },
    select: { id: true },
    take: 1_000,
  });
  for (const { id } of rows) await addBulkJob(platform, id);
}

const FITTING: Record<BulkAction, readonly JobState[]> = {
  retry: ["failed"],
  promote: ["delayed"],
  discard: ["waiting", "delayed", "waiting-children", "completed", "failed"],
};

function assertActionFits(action: BulkAction, state: JobState): void {
  const states = FITTING[action];
  if (states.includes(state)) return;
  throw new AppError("BAD_REQUEST", `\`action\`: ${action} is for jobs that are ${states.join(", ")}, not ${state}.`);
}

async function assertNotTooMany({ db }: Platform, projectId: string): Promise<void> {
  const count = await db.jobBulkOperation.count({ where: { projectId, state: { in: ["queued", "running"] } } });
  if (count < MAX_UNFINISHED) return;
  throw new AppError("CONFLICT", `${count} bulk operations wait or run already; let one end or cancel it first.`);
}
