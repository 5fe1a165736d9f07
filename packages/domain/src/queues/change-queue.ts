import { AppError, type queuesConfigureInputSchema, type QueueRef, type QueueSettings } from "@plimsoll/core";
import type { z } from "zod";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { readSettings } from "./list-queues.ts";
import { locateWritableQueue } from "./locate-queue.ts";

/** What records of changes to a queue are filed under. */
export function queueSubject({ source, queue }: QueueRef): string {
  return `queue:${source}:${queue}`;
}

/** Lets no further job of the queue begin; jobs that run go on, and new ones may be added. Recorded. */
export async function pauseQueue(platform: Platform, caller: Caller, ref: QueueRef): Promise<{ paused: boolean }> {
  const { store, name } = await locateWritableQueue(platform, caller.projectId, ref);
  await store.pause(name);
  await recordAudit(platform.db, { ...caller, action: "queue.pause", subject: queueSubject(ref) });
  return { paused: true };
}

/** Lets jobs of the queue begin again. Recorded. */
export async function resumeQueue(platform: Platform, caller: Caller, ref: QueueRef): Promise<{ paused: boolean }> {
  const { store, name } = await locateWritableQueue(platform, caller.projectId, ref);
  await store.resume(name);
  await recordAudit(platform.db, { ...caller, action: "queue.resume", subject: queueSubject(ref) });
  return { paused: false };
}

/**
 * Sets how an app's queue is worked on; a queue that does not exist yet is made. Workers follow within seconds.
 * Throws BAD_REQUEST for an endpoint that does not exist. Recorded.
 */
export async function configureQueue(
  platform: Platform,
  caller: Caller,
  input: z.output<typeof queuesConfigureInputSchema>,
): Promise<QueueSettings> {
  const { projectId } = caller;
  const { queue, concurrency, endpoint } = input;
  const endpointId = endpoint ? await endpointIdOf(platform, projectId, endpoint) : endpoint;
  await platform.directory.ensureQueue(projectId, queue);
  await platform.db.$transaction(async (tx) => {
    const data = {
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(endpointId === undefined ? {} : { endpointId }),
    };
    await tx.jobQueue.update({ where: { projectId_name: { projectId, name: queue } }, data });
    const detail = {
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(endpoint === undefined ? {} : { endpoint: endpoint ?? "none" }),
    };
    const subject = queueSubject({ source: "apps", queue });
    await recordAudit(tx, { ...caller, action: "queue.configure", subject, detail });
  });
  platform.directory.forget(projectId);
  return readSettings(platform, projectId, queue);
}

async function endpointIdOf({ db }: Platform, projectId: string, name: string): Promise<string> {
  const where = { projectId_name: { projectId, name } };
  const row = await db.jobEndpoint.findUnique({ where, select: { id: true } });
  if (row) return row.id;
  throw new AppError("BAD_REQUEST", `\`endpoint\`: there is no job endpoint named \`${name}\` in this project.`);
}
