import { AppError, type JobsEnqueueInput, type JobsEnqueueResult } from "@plimsoll/core";
import { type AppJobEnvelope, appQueueName, type NewJob } from "@plimsoll/jobs";
import { trace } from "@opentelemetry/api";
import type { Caller } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { asUnavailable } from "../system/unavailable.ts";

const MAX_DELAY_MS = 31_536_000_000;

/**
 * Adds a job to one of the project's queues, which is made when it is new. When this returns, the job is stored; when it
 * throws, nothing of it is. Errors: BAD_REQUEST (no such endpoint, id or time that cannot be), PAYLOAD_TOO_LARGE,
 * CONFLICT (too many queues), UNAVAILABLE (the store does not answer: try again, with the same `id` to be sure that it
 * is added once).
 */
export async function enqueueJob(
  platform: Platform,
  caller: Caller,
  input: JobsEnqueueInput,
): Promise<JobsEnqueueResult> {
  const { projectId, actor } = caller;
  const job = toNewJob(input, { maxPayloadBytes: platform.config.PLIMSOLL_JOBS_MAX_PAYLOAD_BYTES, by: actor });
  try {
    await platform.directory.requireEndpoint(projectId, input);
    await platform.directory.ensureQueue(projectId, input.queue);
  } catch (error) {
    throw asUnavailable(error);
  }
  const [added] = await platform.appJobs.add(appQueueName(projectId, input.queue), [job]);
  if (!added) throw new AppError("INTERNAL", "The queue did not say what it added.");
  trace.getActiveSpan()?.setAttributes({
    "plimsoll.job.source": "apps",
    "messaging.destination.name": input.queue,
    "messaging.message.id": added.id,
  });
  return { id: added.id, queue: input.queue, deduplicated: added.deduplicated };
}

interface NewJobOptions {
  maxPayloadBytes: number;
  /** Who adds it, for people to read. */
  by: string;
  scheduleId?: string;
}

/** The job as the backend stores it. Throws BAD_REQUEST and PAYLOAD_TOO_LARGE. */
export function toNewJob(input: JobsEnqueueInput, options: NewJobOptions): NewJob {
  assertPayloadFits(input.payload, options.maxPayloadBytes);
  for (const field of ["name", "deduplicationKey", "concurrencyKey", "target"] as const) {
    assertStorable(field, JSON.stringify(input[field] ?? ""));
  }
  // BullMQ numbers its own jobs, and takes no numbers from others.
  if (input.id !== undefined && /^\d+$/.test(input.id)) {
    throw new AppError("BAD_REQUEST", "`id`: an id of digits alone is not accepted; put a letter before it.");
  }
  const { payload, timeoutMs, backoff } = input;
  const data: AppJobEnvelope = {
    v: 1,
    payload,
    target: input.target ?? null,
    timeoutMs,
    backoff,
    by: options.by,
    ...(input.concurrencyKey === undefined ? {} : { concurrencyKey: input.concurrencyKey }),
    ...(options.scheduleId === undefined ? {} : { scheduleId: options.scheduleId }),
  };
  const delayMs = delayOf(input);
  return {
    name: input.name,
    data,
    attempts: input.retries + 1,
    ...(input.id === undefined ? {} : { id: input.id }),
    ...(input.priority === undefined ? {} : { priority: input.priority }),
    ...(delayMs > 0 ? { delayMs } : {}),
    ...(input.deduplicationKey === undefined ? {} : { deduplicationKey: input.deduplicationKey }),
  };
}

/** NUL or half of a surrogate pair as JSON escapes them: PostgreSQL stores neither. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

/**
 * Throws PAYLOAD_TOO_LARGE when the payload's JSON has more bytes than are allowed, BAD_REQUEST when it holds
 * characters that cannot be stored.
 */
export function assertPayloadFits(payload: unknown, maxPayloadBytes: number): void {
  const json = JSON.stringify(payload);
  assertStorable("payload", json);
  const bytes = Buffer.byteLength(json);
  if (bytes <= maxPayloadBytes) return;
  throw new AppError(
    "PAYLOAD_TOO_LARGE",
    `\`payload\` has ${bytes} bytes as JSON and may have ${maxPayloadBytes}; store the data and send its address, or raise PLIMSOLL_JOBS_MAX_PAYLOAD_BYTES.`,
  );
}

function assertStorable(field: string, json: string): void {
  if (!UNSTORABLE.test(json)) return;
  throw new AppError(
    "BAD_REQUEST",
    `\`${field}\` holds a NUL character or half of a surrogate pair, which cannot be stored.`,
  );
}

function delayOf(input: JobsEnqueueInput): number {
  if (input.runAt === undefined) return input.delayMs ?? 0;
  const delayMs = Date.parse(input.runAt) - Date.now();
  if (delayMs > MAX_DELAY_MS) throw new AppError("BAD_REQUEST", "`runAt` lies more than a year ahead.");
  return Math.max(0, delayMs);
}
