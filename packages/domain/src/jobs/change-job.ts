import type { JobRef, jobsRetryInputSchema } from "@plimsoll/core";
import { parseAppJob } from "@plimsoll/jobs";
import type { z } from "zod";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { locateWritableQueue } from "../queues/locate-queue.ts";
import { assertPayloadFits } from "./enqueue-job.ts";

/** What records of changes to a job are filed under. */
export function jobSubject({ source, queue, id }: JobRef): string {
  return `job:${source}:${queue}:${id}`;
}

/**
 * Puts a failed job back to waiting, with all its attempts before it again; with `payload`, edited first. Recorded.
 * Throws NOT_FOUND, and CONFLICT for a job that has not failed.
 */
export async function retryJob(
  platform: Platform,
  caller: Caller,
  input: z.output<typeof jobsRetryInputSchema>,
): Promise<{ id: string }> {
  const { store, name } = await locateWritableQueue(platform, caller.projectId, input);
  const isEdited = input.payload !== undefined;
  if (isEdited) assertPayloadFits(input.payload, platform.config.PLIMSOLL_JOBS_MAX_PAYLOAD_BYTES);
  const before = isEdited ? await store.get(name, input.id) : null;
  await store.retry(name, input.id, before ? withPayload(input.source, before.data, input.payload) : undefined);
  const detail = before ? { payloadBefore: preview(before.payload), payload: preview(input.payload) } : {};
  const action = isEdited ? "job.edit" : "job.retry";
  await recordAudit(platform.db, { ...caller, action, subject: jobSubject(input), detail });
  return { id: input.id };
}

/** Deletes a job that does not run. Recorded. Throws NOT_FOUND, and CONFLICT for a job that runs now. */
export async function discardJob(platform: Platform, caller: Caller, input: JobRef): Promise<{ id: string }> {
  const { store, name } = await locateWritableQueue(platform, caller.projectId, input);
  await store.discard(name, input.id);
  await recordAudit(platform.db, { ...caller, action: "job.discard", subject: jobSubject(input) });
  return { id: input.id };
}

/** Lets a delayed job run now. Recorded. Throws NOT_FOUND, and CONFLICT for a job that is not delayed. */
export async function promoteJob(platform: Platform, caller: Caller, input: JobRef): Promise<{ id: string }> {
  const { store, name } = await locateWritableQueue(platform, caller.projectId, input);
  await store.promote(name, input.id);
  await recordAudit(platform.db, { ...caller, action: "job.promote", subject: jobSubject(input) });
  return { id: input.id };
}

/** The data as stored: of an app's job the payload is a part, elsewhere the whole. */
function withPayload(source: string, data: unknown, payload: unknown): unknown {
  return source === "apps" ? { ...parseAppJob(data), payload } : payload;
}

/** Enough of a payload to see what was changed. */
function preview(payload: unknown): string {
  const text = JSON.stringify(payload) ?? "";
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
