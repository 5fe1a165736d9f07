import { AppError, type JobNode } from "@plimsoll/core";
import { addFlow } from "./add-flow.ts";
import { JobAdder } from "./add-jobs.ts";
import type { JobBackend } from "./job-backend.ts";
import { readFlow } from "./read-flow.ts";
import { listJobs, scanJobs } from "./search-jobs.ts";
import type {
  AddedFlow,
  AddedJob,
  BulkOutcome,
  JobConditions,
  JobPage,
  JobRecord,
  JobStore,
  NewJob,
  QueueState,
  ScanBatch,
} from "./job-store.ts";
import type { QueueKind } from "./names.ts";
import { PostgresBackend } from "./postgres/postgres-backend.ts";
import { readJob } from "./read-job.ts";
import { RedisBackend } from "./redis/redis-backend.ts";
import { encodeData } from "./stored-data.ts";
import { withDeadline } from "./unavailable.ts";
import type { JobState } from "@plimsoll/core";

/** Where queues live: in Redis or Valkey when its address is known, else in the database. */
export interface BackendOptions {
  redisUrl?: string | undefined;
  databaseUrl: string;
}

export type OpenStoreOptions =
  | {
      kind: QueueKind;
      backend: BackendOptions;
      /** The store cannot be reached or a connection broke; it connects again by itself. */
      onError(error: Error): void;
    }
  | {
      kind: "foreign";
      redisUrl: string;
      /** Of the app's BullMQ; `bull` unless it chose another. */
      prefix: string;
      writable: boolean;
      onError(error: Error): void;
    };

/** Bulk calls change hundreds of jobs: they may take longer than the deadline of one. */
const BULK_DEADLINE_MS = 30_000;
const SUMMARY_AGE_MS = 1_000;
const MOST_LOG_LINES = 1_000;

/**
 * Opens the queues of the apps, of Plimsoll itself, or of a Redis that an app uses itself. Connects in the background.
 * Throws AppError BAD_REQUEST when the URL is wrong.
 */
export function openJobStore(options: OpenStoreOptions): JobStore {
  return new Store(options, openBackend(options));
}

function openBackend(options: OpenStoreOptions): JobBackend {
  if (options.kind === "foreign") return new RedisBackend(options);
  const { backend, kind, onError } = options;
  if (backend.redisUrl) return new RedisBackend({ redisUrl: backend.redisUrl, kind, onError });
  return new PostgresBackend(backend.databaseUrl, kind, onError);
}

const readOnly = () => new AppError("FORBIDDEN", "This connection is read-only; an admin can switch writing on.");

class Store implements JobStore {
  readonly backend: "postgresql" | "redis";
  readonly writable: boolean;
  readonly #kind: QueueKind | "foreign";
  readonly #backend: JobBackend;
  readonly #adder: JobAdder;
  readonly #summaries = new Map<string, { at: number; state: Promise<QueueState> }>();

  constructor(options: OpenStoreOptions, backend: JobBackend) {
    this.#kind = options.kind;
    this.#backend = backend;
    this.backend = backend.name;
    this.writable = options.kind !== "foreign" || options.writable;
    this.#adder = new JobAdder(backend, options.kind);
  }

  #assertWritable(): void {
    if (!this.writable) throw readOnly();
  }
  async #write<T>(call: () => Promise<T>, deadlineMs?: number): Promise<T> {
    this.#assertWritable();
    return await withDeadline(call, deadlineMs);
  }

  add(queue: string, jobs: readonly NewJob[]): Promise<AddedJob[]> {
    return this.writable ? this.#adder.add(queue, jobs) : Promise.reject(readOnly());
  }

  async addFlow(queue: string, parent: NewJob, children: readonly NewJob[]): Promise<AddedFlow> {
    this.#assertWritable();
    return await addFlow(this.#backend, this.#kind, queue, parent, children);
  }

  async queueNames(): Promise<string[]> {
    return await withDeadline(() => this.#backend.queueNames());
  }

  async summary(queue: string): Promise<QueueState> {
    const now = Date.now();
    const known = this.#summaries.get(queue);
    if (known && now - known.at < SUMMARY_AGE_MS) return await known.state;
    const state = withDeadline(() => this.#backend.summary(queue));
    if (this.#summaries.size > 1_000) this.#summaries.clear();
    this.#summaries.set(queue, { at: now, state });
    state.catch(() => this.#summaries.delete(queue));
    return await state;
  }

  async list(
    queue: string,
    filter: JobConditions,
    page: { limit: number; cursor?: string | undefined; budgetMs?: number | undefined },
  ): Promise<JobPage> {
    return await withDeadline(() => listJobs(this.#backend, queue, filter, page));
  }

  async get(queue: string, id: string): Promise<JobRecord | null> {
    return await withDeadline(() => readJob(this.#backend, this.#kind, queue, id));
  }

  async logs(queue: string, id: string): Promise<string[]> {
    return await withDeadline(async () => {
      const ops = await this.#backend.ops(queue);
      return (await ops.getJobLogs(id, -MOST_LOG_LINES, -1, true)).logs;
    });
  }

  async flow(queue: string, id: string): Promise<JobNode | null> {
    return await withDeadline(() => readFlow(this.#backend, queue, id));
  }

  async retry(queue: string, id: string, data?: unknown): Promise<void> {
    // The name is part of what is stored; a job that is gone is told below.
    const name = data === undefined ? "" : ((await this.get(queue, id))?.name ?? "");
    const stored = data === undefined ? undefined : encodeData(this.#kind, name, data);
    await this.#one(queue, id, "retried", () => this.#backend.retry(queue, [id], stored));
  }
  async promote(queue: string, id: string): Promise<void> {
    await this.#one(queue, id, "promoted", () => this.#backend.promote(queue, [id]));
  }
  async discard(queue: string, id: string): Promise<void> {
    await this.#one(queue, id, "discarded", () => this.#backend.discard(queue, [id]));
  }

  /** Changes one job and says why when it was left as it is. */
  async #one(queue: string, id: string, done: string, change: () => Promise<BulkOutcome>): Promise<void> {
    await this.#write(async () => {
      if ((await change()).done > 0) return;
      const job = await readJob(this.#backend, this.#kind, queue, id);
      if (!job) throw new AppError("NOT_FOUND", `There is no job ${id} in this queue.`);
      throw new AppError("CONFLICT", `The job is ${job.state} and cannot be ${done}.`);
    });
    this.#summaries.delete(queue);
  }

  async pause(queue: string): Promise<void> {
    await this.#setPaused(queue, true);
  }
  async resume(queue: string): Promise<void> {
    await this.#setPaused(queue, false);
  }
  async #setPaused(queue: string, paused: boolean): Promise<void> {
    await this.#write(async () => (await this.#backend.ops(queue)).pause(paused));
    this.#summaries.delete(queue);
  }

  scan(
    queue: string,
    filter: JobConditions,
    options: { batch: number; signal?: AbortSignal | undefined },
  ): AsyncIterable<ScanBatch> {
    return scanJobs(this.#backend, queue, filter, options);
  }

  async retryMany(queue: string, ids: readonly string[]): Promise<BulkOutcome> {
    return await this.#many(queue, ids, () => this.#backend.retry(queue, ids));
  }
  async promoteMany(queue: string, ids: readonly string[]): Promise<BulkOutcome> {
    return await this.#many(queue, ids, () => this.#backend.promote(queue, ids));
  }
  async discardMany(queue: string, ids: readonly string[], from?: JobState): Promise<BulkOutcome> {
    return await this.#many(queue, ids, () => this.#backend.discard(queue, ids, from));
  }
  async #many(queue: string, ids: readonly string[], change: () => Promise<BulkOutcome>): Promise<BulkOutcome> {
    if (ids.length === 0) return { done: 0, skipped: 0 };
    const outcome = await this.#write(change, BULK_DEADLINE_MS);
    this.#summaries.delete(queue);
    return outcome;
  }

  async close(): Promise<void> {
    await this.#backend.close();
  }
}
