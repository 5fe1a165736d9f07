import type { AppJobEnvelope } from "../app-job.ts";
import type { AttemptRecord, QueueWorker, QueueWorkerOptions, RunningJob } from "../attempt.ts";
import type { JobStore, NewJob } from "../job-store.ts";
import { type BackendOptions, openJobStore } from "../open-job-store.ts";
import { startQueueWorker } from "../queue-worker.ts";
import { until } from "./until.ts";

export const KEEP = { completed: 10_000, completedMs: 3_600_000, failedMs: 3_600_000 };

export function envelope(payload: unknown, settings: Partial<AppJobEnvelope> = {}): AppJobEnvelope {
  const backoff = { type: "fixed", delayMs: 10, jitter: 0 } as const;
  return { v: 1, target: null, timeoutMs: 5_000, backoff, by: "a test", ...settings, payload } as AppJobEnvelope;
}

export function appJob(payload: unknown, job: Partial<NewJob> = {}, settings: Partial<AppJobEnvelope> = {}): NewJob {
  return { name: "test", attempts: 3, ...job, data: envelope(payload, settings) };
}

export const payloadOf = (job: RunningJob): unknown => (job.data as AppJobEnvelope).payload;

export interface TestWorker extends QueueWorker {
  records: AttemptRecord[];
  stalled: string[];
}

let queues = 0;

/** A store and its workers on a backend; `close` stops all that was started. */
export class Harness {
  readonly backend: BackendOptions;
  readonly store: JobStore;
  readonly #workers: QueueWorker[] = [];

  constructor(backend: BackendOptions) {
    this.backend = backend;
    this.store = openJobStore({ kind: "apps", backend, onError: () => undefined });
  }

  /** A queue that no other test uses. */
  newQueue(): string {
    queues += 1;
    return `default.queue-${queues}-${process.pid}`;
  }

  work(
    queue: string,
    run: (job: RunningJob) => Promise<unknown>,
    options: Partial<QueueWorkerOptions> = {},
  ): TestWorker {
    const records: AttemptRecord[] = [];
    const stalled: string[] = [];
    const worker = startQueueWorker({
      backend: this.backend,
      kind: "apps",
      queue,
      concurrency: 5,
      keep: KEEP,
      run,
      onAttempt: (record) => records.push(record),
      onStalled: (id) => stalled.push(id),
      onError: () => undefined,
      ...options,
    });
    this.#workers.push(worker);
    return Object.assign(worker, { records, stalled });
  }

  async add(queue: string, payload: unknown, job: Partial<NewJob> = {}, settings: Partial<AppJobEnvelope> = {}) {
    const [added] = await this.store.add(queue, [appJob(payload, job, settings)]);
    if (!added) throw new Error("nothing was added");
    return added.id;
  }

  /** Waits until the job is in the state and gives its record. */
  async reach(queue: string, id: string, state: string) {
    return await until(async () => {
      const job = await this.store.get(queue, id);
      return job?.state === state ? job : null;
    });
  }

  /** Every id that the pages of a list give, page by page. */
  async pages(
    queue: string,
    filter: Parameters<JobStore["list"]>[1],
    limit: number,
    budgetMs = 5_000,
  ): Promise<string[][]> {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await this.store.list(queue, filter, { limit, cursor, budgetMs });
      pages.push(page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return pages;
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.stop(100)));
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await this.store.close();
  }
}
