import { z } from "zod";
import { idSchema, instantSchema, limitSchema } from "./common.ts";

/** Name of an app's queue, unique in its project. */
export const queueNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "a queue name has 1 to 64 letters, digits, - or _");

/**
 * Whose queues: `apps` are the project's own, `platform` those of Plimsoll's own work, anything else is the id of a
 * connected Redis.
 */
export const queueSourceSchema = z.string().min(1).max(64).default("apps");
/** A queue of any source; those of a connected Redis may have any name. */
export const queueRefShape = { source: queueSourceSchema, queue: z.string().min(1).max(256) };
export const queueRefSchema = z.object(queueRefShape);
export type QueueRef = z.infer<typeof queueRefSchema>;

/** `waiting` includes jobs with a priority, `waiting-children` those of a flow whose children still run. */
export const jobStateSchema = z.enum(["waiting", "active", "delayed", "waiting-children", "completed", "failed"]);
export type JobState = z.infer<typeof jobStateSchema>;

export const backoffSchema = z.object({
  type: z.enum(["exponential", "fixed"]).default("exponential"),
  /** First wait; `exponential` doubles it each time, up to an hour. */
  delayMs: z.number().int().min(0).max(86_400_000).default(1000),
  /** Share of the wait that is random, 0 to 1, so that retries do not come in step. */
  jitter: z.number().min(0).max(1).default(0.5),
});
export type Backoff = z.infer<typeof backoffSchema>;

/** How a job is run; what a schedule and an enqueue call have in common. */
export const jobSettingsShape = {
  queue: queueNameSchema,
  name: z.string().trim().min(1).max(128),
  /** Any JSON; its size is bounded by PLIMSOLL_JOBS_MAX_PAYLOAD_BYTES. */
  payload: z.json().default({}),
  /** Name of a registered endpoint; absent: the queue's own, else the one named `default`. */
  target: z.string().min(1).max(80).optional(),
  /** 1 is the most urgent, 2,097,152 the least; absent: after none and before all with one. */
  priority: z.number().int().min(1).max(2_097_152).optional(),
  /** Tries after the first. */
  retries: z.number().int().min(0).max(100).default(4),
  backoff: backoffSchema.prefault({}),
  /** Longest that one call of the endpoint may take, answer included. */
  timeoutMs: z.number().int().min(100).max(3_600_000).default(30_000),
  /** Of the jobs with the same key, one runs at a time. */
  concurrencyKey: z.string().min(1).max(256).optional(),
};
export const jobsEnqueueInputSchema = z
  .object({
    ...jobSettingsShape,
    /** Chosen by the caller: a second call with the same id changes nothing, so that a call can be repeated safely. */
    id: z
      .string()
      .regex(/^[A-Za-z0-9_-]{8,64}$/, "an id has 8 to 64 letters, digits, - or _")
      .optional(),
    delayMs: z.number().int().min(0).max(31_536_000_000).optional(),
    runAt: instantSchema.optional(),
    /** While a job with this key is unfinished, another one with the same key is not added. */
    deduplicationKey: z.string().min(1).max(256).optional(),
  })
  .refine((job) => job.delayMs === undefined || job.runAt === undefined, {
    message: "give `delayMs` or `runAt`, not both",
    path: ["runAt"],
  });
export type JobsEnqueueInput = z.infer<typeof jobsEnqueueInputSchema>;
export interface JobsEnqueueResult {
  /** The job's id; of the one that was there before when `deduplicated`. */
  id: string;
  queue: string;
  deduplicated: boolean;
}

/** Which jobs of one state; the conditions hold all at once. */
export const jobFilterShape = {
  ...queueRefShape,
  state: jobStateSchema,
  /** Found anywhere in the payload, name, id or error; case matters not. */
  text: z.string().min(1).max(256).optional(),
  /** Found in the payload's JSON. */
  payload: z.string().min(1).max(256).optional(),
  name: z.string().min(1).max(256).optional(),
  error: z.string().min(1).max(256).optional(),
  /** When it finished; for jobs not finished: when it was added. */
  from: instantSchema.optional(),
  to: instantSchema.optional(),
};
export const jobFilterSchema = z.object(jobFilterShape);
export type JobFilter = z.infer<typeof jobFilterSchema>;
export const jobsListInputSchema = z.object({
  ...jobFilterShape,
  limit: limitSchema.default(50),
  cursor: z.string().max(512).optional(),
});
export type JobsListInput = z.infer<typeof jobsListInputSchema>;

export interface JobItem {
  id: string;
  name: string;
  state: JobState;
  /** Attempts begun so far. */
  attempt: number;
  maxAttempts: number;
  priority: number | null;
  enqueuedAt: string;
  /** When a delayed job becomes ready. */
  runAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** Run time of the last attempt. */
  runMs: number | null;
  error: string | null;
  /** 0 to 1, or null when the job reports none. */
  progress: number | null;
  /** The payload's JSON, cut to 200 characters. */
  payloadPreview: string;
}
export interface JobsListResult {
  items: JobItem[];
  nextCursor: string | null;
  /** Jobs of the state, not of the filter. */
  total: number;
  /** True when the search stopped at its time limit; go on with `nextCursor`. */
  partial: boolean;
}

export const jobRefSchema = z.object({ ...queueRefShape, id: idSchema });
export type JobRef = z.infer<typeof jobRefSchema>;

/** `retried`: failed and was tried again; `failed`: failed for good; `stalled`: its worker vanished. */
export type AttemptOutcome = "completed" | "retried" | "failed" | "stalled";
/** One finished attempt, as history keeps it. */
export interface JobAttempt {
  attempt: number;
  outcome: AttemptOutcome;
  startedAt: string;
  finishedAt: string;
  /** From being ready to the start. */
  waitMs: number;
  runMs: number;
  /** Status of the endpoint's answer. */
  statusCode: number | null;
  error: string | null;
  traceId: string | null;
  spanId: string | null;
  worker: string;
}
export interface JobNode {
  queue: string;
  id: string;
  name: string;
  state: JobState | "unknown";
  children: JobNode[];
}
export interface AuditItem {
  at: string;
  /** `job.retry`, `job.edit`, `job.discard`, … */
  action: string;
  /** Name of the person or key. */
  actor: string;
  detail: Record<string, unknown>;
}
export interface JobDetail extends JobItem {
  source: string;
  queue: string;
  payload: unknown;
  result: unknown;
  stack: string[];
  timeoutMs: number | null;
  backoff: Backoff | null;
  deduplicationKey: string | null;
  concurrencyKey: string | null;
  endpoint: { name: string; url: string } | null;
  schedule: { id: string; name: string } | null;
  /** Of the enqueue call that made it, or of its last attempt. */
  traceId: string | null;
  /** Oldest first, the running one left out. */
  attempts: JobAttempt[];
  logs: string[];
  /** The flow it is part of, from its root; null for a job alone. */
  flow: JobNode | null;
  audit: AuditItem[];
  /** False on a connected Redis that is read-only. */
  writable: boolean;
}

export const jobsRetryInputSchema = z.object({
  ...queueRefShape,
  id: idSchema,
  /** Replaces the payload before the retry; recorded. */
  payload: z.json().optional(),
});
