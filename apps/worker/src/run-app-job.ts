import { AppError } from "@plimsoll/core";
import { deliverJob, type Delivery, type Platform, takeConcurrencyLease } from "@plimsoll/domain";
import { parseAppJob, parseAppQueueName, Postpone, type RunningJob } from "@plimsoll/jobs";

/** While the database is away, jobs with a concurrency key wait: nobody can tell whether another one runs. */
const DATABASE_PAUSE_MS = 2_000;

/** Runs apps' jobs: calls the endpoint, one job at a time of those that share a concurrency key. */
export class AppJobRunner {
  readonly #platform: Platform;
  readonly #delivery: Delivery;
  readonly #busy = new BusyKeys();

  constructor(platform: Platform, delivery: Delivery) {
    this.#platform = platform;
    this.#delivery = delivery;
  }

  /** The job's result. Throws what deliverJob throws, and Postpone while another job has the key. */
  async run(job: RunningJob): Promise<unknown> {
    const envelope = parseAppJob(job.data);
    const key = envelope.concurrencyKey;
    if (key === undefined) return deliverJob(this.#delivery, job, envelope);
    const projectId = parseAppQueueName(job.queue)?.projectId;
    if (projectId === undefined) throw new AppError("INTERNAL", `${job.queue} is no queue of an app.`);
    const holder = `${job.queue}/${job.id}`;
    const lease = await takeConcurrencyLease(this.#platform.db, { projectId, key, holder }).catch(() => {
      throw new Postpone(DATABASE_PAUSE_MS, "The database does not answer; the concurrency key cannot be taken.");
    });
    const name = `${projectId}/${key}`;
    if (!lease) throw new Postpone(this.#busy.pauseMs(name), `Another job with the key ${key} runs.`);
    try {
      return await deliverJob(this.#delivery, job, envelope);
    } finally {
      this.#busy.released(name);
      await lease.release();
    }
  }
}

const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
const PAUSE_PER_WAITER_MS = 50;
const MAX_KEYS = 10_000;

/**
 * How long a job waits for its key: the more jobs were turned away since it was last free, the longer, so that a long
 * line of jobs with one key keeps nobody busy with asking.
 */
class BusyKeys {
  readonly #turnedAway = new Map<string, number>();

  pauseMs(key: string): number {
    const waiters = (this.#turnedAway.get(key) ?? 0) + 1;
    if (this.#turnedAway.size >= MAX_KEYS) this.#turnedAway.clear();
    this.#turnedAway.set(key, waiters);
    const middle = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, waiters * PAUSE_PER_WAITER_MS));
    return Math.round(middle * (0.5 + Math.random()));
  }

  released(key: string): void {
    const waiters = (this.#turnedAway.get(key) ?? 0) - 1;
    if (waiters > 0) this.#turnedAway.set(key, waiters);
    else this.#turnedAway.delete(key);
  }
}
