import type { AttemptOutcome } from "@plimsoll/core";

/** One finished attempt of a job, as the worker that ran it tells it. Times are Unix milliseconds. */
export interface JobAttemptRow {
  projectId: string;
  /** `apps` or `platform`. */
  source: string;
  queue: string;
  jobId: string;
  name: string;
  /** 1 for the first. */
  attempt: number;
  outcome: AttemptOutcome;
  enqueuedAt: number;
  startedAt: number;
  finishedAt: number;
  /** From being ready to the start; fractions are kept to a microsecond. */
  waitMs: number;
  runMs: number;
  /** Status of the endpoint's answer. */
  statusCode?: number | null | undefined;
  /** Cut to 4,096 characters. */
  error?: string | null | undefined;
  /** Hexadecimal. */
  traceId?: string | null | undefined;
  spanId?: string | null | undefined;
  /** Id of the worker's process. */
  worker: string;
}

/** Backlog of a queue at one instant. */
export interface QueueSample {
  projectId: string;
  source: string;
  queue: string;
  /** Unix milliseconds; kept to the second. */
  at: number;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  /** Null when none waits. */
  oldestWaitingMs: number | null;
}

/** The numbers of the column `outcome`: positions in this list, which only grows. */
export const OUTCOMES: readonly AttemptOutcome[] = ["completed", "retried", "failed", "stalled"];
