import type { JobsListInput, JobsListResult } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { locateQueue } from "../queues/locate-queue.ts";

/** Jobs of one queue and state that meet a filter, newest first. Throws NOT_FOUND for a queue that does not exist. */
export async function listJobs(platform: Platform, projectId: string, input: JobsListInput): Promise<JobsListResult> {
  const { source, queue, limit, cursor, ...filter } = input;
  const { store, name } = await locateQueue(platform, projectId, { source, queue });
  return store.list(name, filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
}
