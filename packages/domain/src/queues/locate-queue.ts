import { AppError, type QueueRef } from "@plimsoll/core";
import { appQueueName, type JobStore } from "@plimsoll/jobs";
import { DEFAULT_PROJECT_ID, type Platform } from "../platform.ts";

/** A queue where it lives: the store that holds it, and its name there. */
export interface QueuePlace {
  store: JobStore;
  name: string;
  writable: boolean;
}

/**
 * Finds a queue that the project may see: its own, Plimsoll's (for the default project only), or one of its connected
 * Redis. Throws NOT_FOUND otherwise, and UNAVAILABLE when a connected Redis cannot be reached.
 */
export async function locateQueue(platform: Platform, projectId: string, ref: QueueRef): Promise<QueuePlace> {
  const { source, queue } = ref;
  if (source === "apps") {
    if (await platform.directory.hasQueue(projectId, queue)) {
      return { store: platform.appJobs, name: appQueueName(projectId, queue), writable: true };
    }
  } else if (source === "platform") {
    if (projectId === DEFAULT_PROJECT_ID && (await platform.platformJobs.queueNames()).includes(queue)) {
      return { store: platform.platformJobs, name: queue, writable: true };
    }
  } else {
    const { store, writable } = await platform.connections.open(projectId, source);
    return { store, name: queue, writable };
  }
  throw new AppError("NOT_FOUND", `There is no queue \`${queue}\` among the ${source} queues of this project.`);
}

/** As locateQueue, for a change. Throws CONFLICT for a connected Redis that is only looked at. */
export async function locateWritableQueue(platform: Platform, projectId: string, ref: QueueRef): Promise<QueuePlace> {
  const place = await locateQueue(platform, projectId, ref);
  if (place.writable) return place;
  throw new AppError(
    "CONFLICT",
    "This connection is read-only: an admin can let Plimsoll change its queues under Settings, Connections.",
  );
}
