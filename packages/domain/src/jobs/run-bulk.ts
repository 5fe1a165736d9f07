import { AppError, type BulkOperation, type JobFilter, toError } from "@plimsoll/core";
import type { BulkOutcome, JobStore, ScanBatch } from "@plimsoll/jobs";
import type { Platform } from "../platform.ts";
import { locateWritableQueue } from "../queues/locate-queue.ts";
import { toBulkOperation } from "./bulk-operation.ts";

/** Jobs changed in one go: large enough to be quick, small enough for others to be served between two. */
const BATCH = 500;
const NOTHING = { done: 0, skipped: 0 };

export interface BulkRun {
  signal: AbortSignal;
  /** Told the share that is done, 0 to 1. */
  progress(share: number): unknown;
}

/**
 * Carries out a bulk operation: the jobs that met the filter when it began, batch by batch, with its progress kept in
 * its record. May be run again after a crash: jobs done before no longer meet the filter, so none is changed twice.
 * Ends early when it is cancelled. Throws when it cannot go on, for the job to be tried again.
 */
export async function runBulk(platform: Platform, operationId: string, run: BulkRun): Promise<string> {
  const { db } = platform;
  const begun = await begin(platform, operationId);
  if (!begun) return "nothing left to do";
  const { projectId, operation, ids } = begun;
  try {
    const { store, name } = await locateWritableQueue(platform, projectId, operation);
    const batches = ids.length > 0 ? chunks(ids, BATCH) : matching(store, name, operation, run.signal);
    const done = await applyAll(platform, operation, { store, name, batches, run });
    const state = done ? "completed" : "cancelled";
    const ended = await db.jobBulkOperation.update({
      where: { id: operationId },
      data: { state, finishedAt: new Date() },
    });
    return `${state}: ${ended.done} of ${ended.examined} jobs changed`;
  } catch (thrown) {
    const hopeless = thrown instanceof AppError && !thrown.retryable;
    if (hopeless) await failBulk(platform, operationId, thrown.message);
    throw toError(thrown);
  }
}

/** Ends an operation that cannot be carried out. */
export async function failBulk({ db }: Platform, operationId: string, error: string): Promise<void> {
  await db.jobBulkOperation.updateMany({
    where: { id: operationId, state: { in: ["queued", "running"] } },
    data: { state: "failed", error, finishedAt: new Date() },
  });
}

async function begin({ db }: Platform, id: string) {
  const row = await db.jobBulkOperation.findUnique({ where: { id } });
  if (!row || !["queued", "running"].includes(row.state)) return null;
  const started = await db.jobBulkOperation.updateMany({
    where: { id, state: { in: ["queued", "running"] } },
    // One that is taken up again looks at all that is left: what it had looked at in vain is counted anew.
    data: { state: "running", startedAt: row.startedAt ?? new Date(), examined: row.done, skipped: 0 },
  });
  if (started.count === 0) return null;
  const now = await db.jobBulkOperation.findUniqueOrThrow({ where: { id } });
  return { projectId: row.projectId, operation: toBulkOperation(now), ids: row.ids };
}

/** Ids of the jobs that met the filter when the operation was asked for: those that fail meanwhile are left alone. */
function matching(store: JobStore, name: string, operation: BulkOperation, signal: AbortSignal) {
  const { source: _source, queue: _queue, ...filter } = operation.filter;
  return store.scan(name, { ...filter, to: earlier(filter, operation.createdAt) }, { batch: BATCH, signal });
}

function earlier({ to }: Pick<JobFilter, "to">, instant: string): string {
  return to !== undefined && Date.parse(to) < Date.parse(instant) ? to : instant;
}

interface Work {
  store: JobStore;
  name: string;
  batches: Iterable<ScanBatch> | AsyncIterable<ScanBatch>;
  run: BulkRun;
}

/** False when it was cancelled before the end. */
async function applyAll({ db }: Platform, operation: BulkOperation, work: Work): Promise<boolean> {
  const { id, total } = operation;
  for await (const { ids, examined } of work.batches) {
    if (await isCancelled(db, id)) return false;
    work.run.signal.throwIfAborted();
    const { done, skipped } = ids.length > 0 ? await change(work, operation, ids) : NOTHING;
    const row = await db.jobBulkOperation.update({
      where: { id },
      data: { examined: { increment: examined }, done: { increment: done }, skipped: { increment: skipped } },
      select: { examined: true },
    });
    work.run.progress(Math.min(1, row.examined / Math.max(1, total)));
  }
  return true;
}

function change({ store, name }: Work, { action, filter }: BulkOperation, ids: string[]): Promise<BulkOutcome> {
  if (action === "retry") return store.retryMany(name, ids);
  if (action === "promote") return store.promoteMany(name, ids);
  return store.discardMany(name, ids, filter.state);
}

async function isCancelled(db: Platform["db"], id: string): Promise<boolean> {
  const row = await db.jobBulkOperation.findUnique({ where: { id }, select: { cancelRequested: true } });
  return row?.cancelRequested ?? true;
}

function* chunks(ids: readonly string[], size: number): Generator<ScanBatch> {
  for (let at = 0; at < ids.length; at += size) {
    const batch = ids.slice(at, at + size);
    yield { ids: batch, examined: batch.length };
  }
}
