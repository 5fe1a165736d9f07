import type { JobState } from "@plimsoll/core";
import type { IQueueBackend, JobJson, JobsOptions } from "bullmq";
import type { BulkOutcome, QueueState } from "./job-store.ts";
import type { SearchTerms } from "./search-terms.ts";

/** A place in the order of a state's jobs. Its meaning is the backend's own; it travels in cursors. */
export type Place = (string | number)[];

export interface SearchStep {
  state: JobState;
  terms: SearchTerms;
  /** `list`: as lists show them. `oldest`: oldest first, and immune to jobs that leave the state meanwhile. */
  order: "list" | "oldest";
  after: Place | null;
  /** False when every job of the state is wanted. */
  conditional: boolean;
  /** Steps of this search before. */
  round: number;
  /** Jobs to find, at most. */
  want: number;
  /** When the search is to end, by the process's monotonic clock; a step that could go on longer stops there. */
  until: number;
  /** Jobs of the state, should the store want to know. */
  total: Promise<number>;
}
export interface SearchOutcome {
  ids: string[];
  /** Jobs looked at; exact in the order `oldest`. */
  examined: number;
  /** Where to go on; null at the end. */
  next: Place | null;
}

/** A job as lists show it, before it is made fit for the contract. */
export interface StoredItem {
  id: string;
  name: string;
  attempts: number;
  attemptsMade: number;
  stalled: number;
  priority: number;
  enqueuedAt: number;
  runAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  error: string | null;
  progress: unknown;
  payloadPreview: string;
}

export interface JobToInsert {
  id: string;
  name: string;
  /** As it is stored. */
  data: string;
  attempts: number;
  /** 0 for none. */
  priority: number;
  delayMs: number;
  deduplicationKey: string | null;
  /** What the job carries of the trace that adds it. */
  metadata: string | undefined;
  addedAt: number;
}

/** A job that has nothing for BullMQ to decide on: it goes to the end of the line. */
export const isPlain = (job: JobToInsert): boolean =>
  job.priority === 0 && job.delayMs === 0 && job.deduplicationKey === null;

/** The job as BullMQ's own operations take it. */
export function toJobJson(job: JobToInsert): JobJson {
  const { id, name, data, attempts, priority, delayMs, deduplicationKey, metadata, addedAt } = job;
  const opts: JobsOptions = {
    attempts,
    backoff: { type: "custom" },
    ...(priority > 0 && { priority }),
    ...(delayMs > 0 && { delay: delayMs }),
    ...(deduplicationKey !== null && { deduplication: { id: deduplicationKey } }),
    ...(metadata !== undefined && { telemetry: { metadata } }),
  };
  const json = { id, name, data, opts, progress: 0, attemptsMade: 0, timestamp: addedAt };
  return { ...json, ...(deduplicationKey !== null && { deduplicationId: deduplicationKey }) } as unknown as JobJson;
}

/** What differs between the stores. All calls may throw the driver's own errors. */
export interface JobBackend {
  readonly name: "postgresql" | "redis";
  /** BullMQ's own operations on a queue. */
  ops(queue: string): Promise<IQueueBackend>;
  /** Stores all of them or none; returns the ids under which they are, or the id of the job that they repeat. */
  insert(queue: string, jobs: readonly JobToInsert[]): Promise<string[]>;
  /** Stores all of them or none, the parent waiting for its children. */
  insertFlow(queue: string, parent: JobToInsert, children: readonly JobToInsert[]): Promise<void>;
  /** Those of the ids that the queue has. */
  existing(queue: string, ids: readonly string[]): Promise<Set<string>>;
  queueNames(): Promise<string[]>;
  summary(queue: string): Promise<QueueState>;
  count(queue: string, state: JobState): Promise<number>;
  /** Looks at a bounded number of jobs: some milliseconds of the store's time, tens of them in PostgreSQL. */
  search(queue: string, step: SearchStep): Promise<SearchOutcome>;
  /** In the order of the ids; those gone meanwhile are left out. */
  items(queue: string, ids: readonly string[]): Promise<StoredItem[]>;
  /** Puts finished jobs back with all their attempts; `data` is stored text and takes the place of the old. */
  retry(queue: string, ids: readonly string[], data?: string): Promise<BulkOutcome>;
  promote(queue: string, ids: readonly string[]): Promise<BulkOutcome>;
  /** Leaves out jobs that run and, when `from` is given, those in another state. */
  discard(queue: string, ids: readonly string[], from?: JobState): Promise<BulkOutcome>;
  close(): Promise<void>;
}
