import type { JobCounts, JobFilter, JobItem, JobNode, JobState } from "@plimsoll/core";

/** A job to add. In a store of kind `apps`, `data` is an AppJobEnvelope; elsewhere it is the payload. */
export interface NewJob {
  /** Chosen by the caller: adding it twice changes nothing. Absent: one is made. */
  id?: string | undefined;
  name: string;
  data: unknown;
  /** Tries in all. */
  attempts: number;
  /** 1 is the most urgent; absent: before all that have one. */
  priority?: number | undefined;
  delayMs?: number | undefined;
  /** While a job with this key is unfinished, another one is not added. */
  deduplicationKey?: string | undefined;
  /**
   * `parent` (default for one job): the runs belong to the trace of the enqueue call. `link` (default for several): each job begins a trace
   * linked to the call, so that traces of schedules and of many jobs at once come to an end.
   */
  trace?: "parent" | "link" | undefined;
}
export interface AddedJob {
  /** Of the one that was there before when `deduplicated`. */
  id: string;
  deduplicated: boolean;
}

/** Conditions on jobs of one state; all hold at once. */
export type JobConditions = Omit<JobFilter, "source" | "queue">;

export interface JobPage {
  /** Newest first; delayed jobs: the next to run first. */
  items: JobItem[];
  nextCursor: string | null;
  /** Jobs of the state, not of the filter. */
  total: number;
  /** The search stopped at its time limit; go on with `nextCursor`. */
  partial: boolean;
}

/** One job with all that is stored of it. */
export interface JobRecord extends JobItem {
  queue: string;
  /** As NewJob.data. */
  data: unknown;
  /** What users see and edit: the envelope's payload for apps, the data elsewhere. */
  payload: unknown;
  result: unknown;
  /** Stack traces of failed attempts, oldest first. */
  stack: string[];
  deduplicationKey: string | null;
  /** The job of a flow that waits for this one. */
  parent: { queue: string; id: string } | null;
  /** Trace of the enqueue call, null when it was not traced. */
  traceId: string | null;
  /** Times its worker vanished. */
  stalled: number;
}

export interface AddedFlow {
  parentId: string;
  /** In the order of the children. */
  childIds: string[];
}

export interface BulkOutcome {
  done: number;
  /** Jobs that were in another state by then, or gone. */
  skipped: number;
}

export interface QueueState {
  paused: boolean;
  counts: JobCounts;
  /** Age of the job that waits longest, milliseconds; null when none waits. */
  oldestWaitingMs: number | null;
}

/**
 * The queues of one backend. Queues are named as they are stored (`appQueueName`).
 *
 * Every call fails with AppError UNAVAILABLE within 3 s when the store cannot be reached; calls that change a job throw
 * NOT_FOUND when there is none, CONFLICT when its state does not allow it, FORBIDDEN when the store is read-only.
 */
export interface JobStore {
  readonly backend: "postgresql" | "redis";
  readonly writable: boolean;
  /** Adds all of them or, when it throws, none. Calls that come at once share a round trip. */
  add(queue: string, jobs: readonly NewJob[]): Promise<AddedJob[]>;
  /**
   * Adds a job that runs when its children have ended, completed or failed for good; all of them or, when it throws, none. A parent
   * whose id is there already is left as it is, with its children: chosen by the caller or made from the parent's id, theirs
   * are the same then. Throws BAD_REQUEST for deduplication keys and CONFLICT when a chosen id of a child is taken.
   */
  addFlow(queue: string, parent: NewJob, children: readonly NewJob[]): Promise<AddedFlow>;
  /** Every queue that ever had a job, in alphabetical order; at most 10,000. */
  queueNames(): Promise<string[]>;
  /** Numbers of a queue, at most a second old. */
  summary(queue: string): Promise<QueueState>;
  /** `budgetMs`: longest search, 250 by default. Throws BAD_REQUEST when the cursor is not one of ours. */
  list(
    queue: string,
    filter: JobConditions,
    page: { limit: number; cursor?: string | undefined; budgetMs?: number | undefined },
  ): Promise<JobPage>;
  get(queue: string, id: string): Promise<JobRecord | null>;
  /** Lines that the job logged, the last 1000. */
  logs(queue: string, id: string): Promise<string[]>;
  /** The whole flow that the job is part of, from its root; null when it is part of none. At most 500 jobs. */
  flow(queue: string, id: string): Promise<JobNode | null>;
  /** Runs a finished job again with all its attempts; `data`, when given, takes the place of NewJob.data. */
  retry(queue: string, id: string, data?: unknown): Promise<void>;
  /** Makes a delayed job ready now. */
  promote(queue: string, id: string): Promise<void>;
  /** Removes a job that does not run. */
  discard(queue: string, id: string): Promise<void>;
  pause(queue: string): Promise<void>;
  resume(queue: string): Promise<void>;
  /**
   * Ids of the jobs that meet the filter, oldest first, in batches of at most `batch`. Jobs that come into the state
   * after the start are left out; those that leave it while the caller works on earlier batches do no harm.
   */
  scan(
    queue: string,
    filter: JobConditions,
    options: { batch: number; signal?: AbortSignal | undefined },
  ): AsyncIterable<ScanBatch>;
  retryMany(queue: string, ids: readonly string[]): Promise<BulkOutcome>;
  promoteMany(queue: string, ids: readonly string[]): Promise<BulkOutcome>;
  /** With `from`, jobs that left that state meanwhile are skipped. */
  discardMany(queue: string, ids: readonly string[], from?: JobState): Promise<BulkOutcome>;
  close(): Promise<void>;
}

export interface ScanBatch {
  /** May be empty: a step that found nothing still reports what it looked at. */
  ids: string[];
  /** Jobs looked at in this step. */
  examined: number;
}
