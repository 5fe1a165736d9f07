import { AppError } from "@plimsoll/core";
import { newJobId, prepareJob } from "./add-jobs.ts";
import type { JobBackend } from "./job-backend.ts";
import type { AddedFlow, NewJob } from "./job-store.ts";
import type { QueueKind } from "./names.ts";
import { EnqueueSpan, enqueueShape } from "./telemetry.ts";
import { withDeadline } from "./unavailable.ts";

/** See JobStore.addFlow. */
export async function addFlow(
  backend: JobBackend,
  kind: QueueKind | "foreign",
  queue: string,
  parent: NewJob,
  children: readonly NewJob[],
): Promise<AddedFlow> {
  if (kind === "foreign") throw new AppError("BAD_REQUEST", "Flows are added by the app that the queue belongs to.");
  if ([parent, ...children].some(({ deduplicationKey }) => deduplicationKey !== undefined)) {
    throw new AppError("BAD_REQUEST", "Jobs of a flow have no deduplication keys; choose the parent's id instead.");
  }
  if (children.length === 0) throw new AppError("BAD_REQUEST", "A flow has at least one child.");
  const parentId = parent.id ?? newJobId();
  const childIds = children.map(({ id }, index) => id ?? `${parentId}-${index}`);
  if (new Set([parentId, ...childIds]).size <= children.length) {
    throw new AppError("BAD_REQUEST", "Each job of a flow has an id of its own.");
  }
  return await withDeadline(async () => {
    const taken = await backend.existing(queue, [parentId, ...childIds]);
    if (taken.has(parentId)) return { parentId, childIds };
    if (taken.size > 0)
      throw new AppError("CONFLICT", `There is a job ${[...taken].join(", ")} in this queue already.`);
    const span = new EnqueueSpan(enqueueShape(kind, queue), [parentId, ...childIds]);
    const prepare = (job: NewJob, id: string) => prepareJob(kind, job, span.carry(job.trace ?? "link"), id);
    try {
      const prepared = children.map((child, index) => prepare(child, childIds[index] ?? ""));
      await backend.insertFlow(queue, prepare(parent, parentId), prepared);
      return { parentId, childIds };
    } catch (error) {
      span.fail(error);
      throw error;
    } finally {
      span.end();
    }
  });
}
