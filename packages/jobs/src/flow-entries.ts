import { AppError } from "@plimsoll/core";
import type { IQueueBackend, JobsOptions } from "bullmq";
import { type JobToInsert, toJobJson } from "./job-backend.ts";

type FlowEntry = Parameters<IQueueBackend["addFlow"]>[0][number];

/** Options that a parent has beside BullMQ's. */
export type FlowOptions = JobsOptions & { children?: number };

/** A parent and its children as BullMQ's backends take them: the parent first. `prefix` is that of the queue's keys in Redis. */
function flowEntries(
  ops: IQueueBackend,
  prefix: string,
  queueName: string,
  parent: JobToInsert,
  children: readonly JobToInsert[],
): FlowEntry[] {
  const parentKey = ops.toKey(parent.id);
  const link = { id: parent.id, queueKey: ops.qualifiedName };
  const parentDependenciesKey = `${parentKey}:dependencies`;
  const entryOf = (job: JobToInsert) => ({ jobData: toJobJson(job), jobId: job.id, prefix, queueName });
  const first = entryOf(parent);
  // Tells the worker that the wait begins with the end of the children.
  const parentOptions: FlowOptions = { ...first.jobData.opts, children: children.length };
  return [
    { ...first, jobData: { ...first.jobData, opts: parentOptions }, parentKeyOpts: { addToWaitingChildren: true } },
    ...children.map((child) => {
      const entry = entryOf(child);
      // PostgreSQL reads the option of the child, Redis that of its link.
      const opts = { ...entry.jobData.opts, ignoreDependencyOnFailure: true };
      const jobData = { ...entry.jobData, opts, parent: { ...link, idof: true }, parentKey };
      return { ...entry, jobData, parentKeyOpts: { parentKey, parentDependenciesKey } };
    }),
  ];
}

/** Stores a flow by one transaction. Throws CONFLICT when a child is part of another flow. */
export async function storeFlow(
  ops: IQueueBackend,
  prefix: string,
  queue: string,
  parent: JobToInsert,
  children: readonly JobToInsert[],
): Promise<void> {
  const results = await ops.addFlow(flowEntries(ops, prefix, queue, parent, children));
  for (const [error, id] of results) {
    if (error) throw error;
    if (typeof id === "number" && id < 0) throw new AppError("CONFLICT", "A job of the flow is part of another one.");
  }
}
