import { toError } from "@plimsoll/core";
import { type Platform, takeCancellations, type WorkerActiveJob, type WorkerQueue } from "@plimsoll/domain";
import { appQueueName, type QueueWorker } from "@plimsoll/jobs";

const POLL_MS = 1_000;

interface WorkedQueue {
  projectId: string;
  queue: string;
  concurrency: number;
  worker: QueueWorker;
}

export interface AppQueuesOptions {
  /** Starts to work on a queue, named as it is stored. */
  start(queue: string, concurrency: number): QueueWorker;
  onError(error: Error): void;
}

/**
 * The apps' queues that this process works on: all that the database knows, looked up every second; and an end to the
 * running jobs that somebody cancelled.
 */
export class AppQueues {
  readonly #platform: Platform;
  readonly #options: AppQueuesOptions;
  readonly #worked = new Map<string, WorkedQueue>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(platform: Platform, options: AppQueuesOptions) {
    this.#platform = platform;
    this.#options = options;
  }

  /** Looks for queues now and every second from then on. */
  async start(): Promise<void> {
    this.#looking = this.#look();
    await this.#looking;
    if (!this.#stopped) this.#timer = setTimeout(() => void this.start(), POLL_MS);
  }

  queues(): WorkerQueue[] {
    return [...this.#worked.values()].map(({ projectId, queue, concurrency, worker }) => ({
      projectId,
      source: "apps",
      queue,
      concurrency,
      active: worker.active().length,
    }));
  }

  active(): WorkerActiveJob[] {
    return [...this.#worked.values()].flatMap(({ projectId, queue, worker }) =>
      worker.active().map((job) => ({
        projectId,
        source: "apps",
        queue,
        ...job,
        startedAt: new Date(job.startedAt).toISOString(),
      })),
    );
  }

  /** Takes no more jobs, and waits for those that run, up to `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all([...this.#worked.values()].map(({ worker }) => worker.stop(graceMs)));
  }

  async #look(): Promise<void> {
    try {
      const rows = await this.#platform.db.jobQueue.findMany({
        select: { projectId: true, name: true, concurrency: true },
      });
      if (this.#stopped) return;
      for (const row of rows) this.#follow(row);
      this.#drop(new Set(rows.map((row) => appQueueName(row.projectId, row.name))));
      await this.#cancel();
    } catch (error) {
      // What is worked on goes on; new queues are seen when the database is back.
      this.#options.onError(toError(error));
    }
  }

  async #cancel(): Promise<void> {
    const running = [...this.#worked].flatMap(([queue, { worker }]) =>
      worker.active().map(({ id, attempt }) => ({ queue, id, attempt })),
    );
    if (running.length === 0) return;
    for (const { queue, id, requestedBy } of await takeCancellations(this.#platform.db, running)) {
      this.#worked.get(queue)?.worker.cancel(id, requestedBy);
    }
  }

  #follow(row: { projectId: string; name: string; concurrency: number }): void {
    const { projectId, name: queue, concurrency } = row;
    const name = appQueueName(projectId, queue);
    const known = this.#worked.get(name);
    if (!known) {
      this.#worked.set(name, { projectId, queue, concurrency, worker: this.#options.start(name, concurrency) });
    } else if (known.concurrency !== concurrency) {
      known.concurrency = concurrency;
      known.worker.setConcurrency(concurrency);
    }
  }

  /** Stops working on queues of projects that were removed. */
  #drop(wanted: ReadonlySet<string>): void {
    for (const [name, { worker }] of this.#worked) {
      if (wanted.has(name)) continue;
      this.#worked.delete(name);
      worker.stop(0).catch((error: unknown) => this.#options.onError(toError(error)));
    }
  }
}
