import { z } from "zod";

export interface JobDefinition<Payload extends z.ZodType = z.ZodType> {
  /** `area.verb`. */
  id: string;
  payload: Payload;
  /** Times it is tried in all; the waits between grow exponentially from `backoffMs`. */
  attempts: number;
  backoffMs: number;
  /** Share of each wait that is random, 0 to 1, so that retries do not come in step. */
  jitter: number;
  /** Longest run of one attempt; its AbortSignal fires then. */
  timeoutMs: number;
  /** Jobs of this kind that one process runs at a time. */
  concurrency: number;
  /** Until a job that found its kind running as often as it may is looked at again; 500 by default. */
  busyMs?: number;
  /** 1 is the most urgent; absent: before all that have one. */
  priority?: number;
  /** While a job with the same key is unfinished, another one is not added. */
  deduplicationKey?(payload: z.output<Payload>): string;
}

/** A definition with its payload's type known to its own functions. */
function define<Id extends string, Payload extends z.ZodType>(
  definition: JobDefinition<Payload> & { id: Id },
): JobDefinition<Payload> & { id: Id } {
  return definition;
}

/** Every job that Plimsoll runs for itself. A handler must exist for each: the worker's table does not compile without. */
export const JOBS = {
  "instance.maintain": define({
    id: "instance.maintain",
    payload: z.object({}),
    attempts: 3,
    backoffMs: 5_000,
    jitter: 0.5,
    timeoutMs: 60_000,
    concurrency: 1,
    deduplicationKey: () => "instance.maintain",
  }),
  "jobs.bulk": define({
    id: "jobs.bulk",
    payload: z.object({ operationId: z.string().min(1).max(128) }),
    attempts: 10,
    backoffMs: 2_000,
    jitter: 0.5,
    timeoutMs: 3_600_000,
    concurrency: 2,
    deduplicationKey: ({ operationId }) => operationId,
  }),
  "load.share": define({
    id: "load.share",
    payload: z.object({ runId: z.string().min(1).max(128), index: z.number().int().min(0).max(63) }),
    // A share that was lost is reported, not sent again.
    attempts: 1,
    backoffMs: 1_000,
    jitter: 0,
    // Longer than any run.
    timeoutMs: 25 * 3_600_000,
    // Shares of a run spread over processes, which wait for each other.
    concurrency: 1,
    busyMs: 150,
  }),
  "load.finish": define({
    id: "load.finish",
    payload: z.object({ runId: z.string().min(1).max(128) }),
    attempts: 10,
    backoffMs: 2_000,
    jitter: 0.5,
    timeoutMs: 120_000,
    concurrency: 2,
  }),
  "load.sweep": define({
    id: "load.sweep",
    payload: z.object({}),
    attempts: 1,
    backoffMs: 1_000,
    jitter: 0,
    timeoutMs: 60_000,
    concurrency: 1,
    deduplicationKey: () => "load.sweep",
  }),
  "scans.run": define({
    id: "scans.run",
    payload: z.object({ scanId: z.string().min(1).max(128) }),
    // A scan whose worker stopped or vanished is made anew.
    attempts: 5,
    backoffMs: 2_000,
    jitter: 0.5,
    // Longer than any scan may take.
    timeoutMs: 3 * 3_600_000,
    // They wait for answers most of the time.
    concurrency: 50,
    deduplicationKey: ({ scanId }) => scanId,
  }),
  "scans.sweep": define({
    id: "scans.sweep",
    payload: z.object({}),
    attempts: 1,
    backoffMs: 1_000,
    jitter: 0,
    timeoutMs: 60_000,
    concurrency: 1,
    deduplicationKey: () => "scans.sweep",
  }),
  "caches.poll": define({
    id: "caches.poll",
    payload: z.object({}),
    // The next reading comes soon, and has all that this one would have had.
    attempts: 1,
    backoffMs: 1_000,
    jitter: 0,
    timeoutMs: 60_000,
    concurrency: 1,
    deduplicationKey: () => "caches.poll",
  }),
  "queues.sample": define({
    id: "queues.sample",
    payload: z.object({}),
    // A sample that comes late is worth nothing.
    attempts: 1,
    backoffMs: 1_000,
    jitter: 0,
    timeoutMs: 10_000,
    concurrency: 1,
    deduplicationKey: () => "queues.sample",
  }),
};

export type JobId = keyof typeof JOBS;
export type JobPayload<Id extends JobId> = z.output<(typeof JOBS)[Id]["payload"]>;

/** What a handler gets beside its payload. */
export interface JobRun {
  /** Fires when the time is over, when the job is cancelled and when the worker stops; its reason says which. */
  signal: AbortSignal;
  /** 1 for the first try. */
  attempt: number;
  /** Trace of this run, null when it is not recorded. */
  traceId: string | null;
  /** Keeps a line with the job, for people to read. Never fails. */
  log(line: string): Promise<void>;
  /** Share of the work done, 0 to 1. Never fails. */
  progress(share: number): Promise<void>;
}
/** Runs may come more than once for one job, after a crash at the latest: handlers make no difference of it. */
export type JobHandlers = { [Id in JobId]: (payload: JobPayload<Id>, run: JobRun) => Promise<string> };

/** True for the id of one of Plimsoll's own jobs. */
export function isJobId(name: string): name is JobId {
  return Object.hasOwn(JOBS, name);
}
