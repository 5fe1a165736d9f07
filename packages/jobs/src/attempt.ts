import type { AttemptOutcome, Backoff } from "@plimsoll/core";
import type { QueueKind } from "./names.ts";
import type { BackendOptions } from "./open-job-store.ts";

/** One finished attempt, for the history. Times are milliseconds since the epoch. */
export interface AttemptRecord {
  /** As stored; see parseAppQueueName. */
  queue: string;
  jobId: string;
  name: string;
  /** 1 for the first; grows on over stalled attempts and over retries by hand, so that it names an attempt for good. */
  attempt: number;
  outcome: AttemptOutcome;
  enqueuedAt: number;
  startedAt: number;
  finishedAt: number;
  /** From being ready to the start. */
  waitMs: number;
  runMs: number;
  /** Of the endpoint's answer, null when there was none. */
  statusCode: number | null;
  error: string | null;
  traceId: string | null;
  spanId: string | null;
}

/** What a run gets. */
export interface RunningJob {
  id: string;
  /** As stored; see parseAppQueueName. */
  queue: string;
  name: string;
  /** As NewJob.data. */
  data: unknown;
  attempt: number;
  maxAttempts: number;
  /** Milliseconds since the epoch, as the next one. */
  enqueuedAt: number;
  /** When this attempt could have begun. */
  readyAt: number;
  /** Fires when the time is over, when the job is cancelled and when the worker stops; its reason says which. */
  signal: AbortSignal;
  /** Trace of this run, null when it is not recorded. */
  traceId: string | null;
  /** Share of the work done, 0 to 1. Never fails. */
  progress(share: number): Promise<void>;
  /** Keeps a line with the job, for people to read. Never fails. */
  log(line: string): Promise<void>;
  /** Notes the status of the endpoint's answer for the history. */
  answered(statusCode: number): void;
}

export interface ActiveJob {
  id: string;
  name: string;
  attempt: number;
  startedAt: number;
}

/** How long finished jobs are kept for looking at. */
export interface JobRetention {
  /** Completed jobs of a queue. */
  completed: number;
  completedMs: number;
  failedMs: number;
}

export interface QueueWorkerOptions {
  backend: BackendOptions;
  kind: QueueKind;
  /** Name as stored. */
  queue: string;
  /** Jobs run at a time. */
  concurrency: number;
  keep: JobRetention;
  /**
   * Runs one attempt; what it returns is the job's result. Throw an AppError that is not retryable to end the job,
   * RetryLater to say when to try again, Postpone when it could not begin; all else is tried again by its backoff.
   */
  run(job: RunningJob): Promise<unknown>;
  /** Milliseconds that an attempt may take, and how it is backed off; by default what the envelope of an app's job says. */
  policy?(name: string, data: unknown): RunPolicy;
  onAttempt(record: AttemptRecord): void;
  /** A job whose worker vanished was put back. */
  onStalled(jobId: string): void;
  /** The store cannot be reached or answers with an error; the worker tries again by itself. */
  onError(error: Error): void;
  /** Longest time until a job of a worker that vanished runs again; 30,000 by default. */
  stallMs?: number;
  /** Milliseconds between removals of finished jobs beyond those kept; 5,000 by default. */
  tidyMs?: number;
}

export interface RunPolicy {
  timeoutMs: number;
  backoff: Backoff;
}

export interface QueueWorker {
  /** What runs right now. */
  active(): ActiveJob[];
  setConcurrency(concurrency: number): void;
  /** Ends a job that runs here for good, `by` somebody whom its error names; false when it does not run here. */
  cancel(jobId: string, by: string): boolean;
  /** Takes no more jobs, gives the running ones `graceMs`, then aborts them and puts them back without counting an attempt. */
  stop(graceMs: number): Promise<void>;
}
