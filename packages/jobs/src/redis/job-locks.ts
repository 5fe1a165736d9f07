import { toError } from "@plimsoll/core";
import type { Worker } from "bullmq";
import type { RedisJob } from "./redis-job.ts";

/** Times that locks are looked at in the time that one lasts. */
const LOOKS = 4;

/** Renews the locks of the jobs that run here, so that nobody takes them for stalled. */
export class JobLocks {
  readonly #worker: Worker;
  readonly #lockMs: number;
  readonly #onError: (error: Error) => void;
  readonly #held = new Set<RedisJob>();
  #timer: NodeJS.Timeout | undefined;
  #renewing = false;

  constructor(worker: Worker, lockMs: number, onError: (error: Error) => void) {
    this.#worker = worker;
    this.#lockMs = lockMs;
    this.#onError = onError;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#renew(), this.#lockMs / LOOKS);
  }
  stop(): void {
    clearInterval(this.#timer);
  }
  add(job: RedisJob): void {
    this.#held.add(job);
  }
  delete(job: RedisJob): void {
    this.#held.delete(job);
  }

  async #renew(): Promise<void> {
    const old = Date.now() - this.#lockMs / LOOKS;
    const jobs = [...this.#held].filter(({ processedOn }) => processedOn < old);
    if (jobs.length === 0 || this.#renewing) return;
    this.#renewing = true;
    try {
      const ids = jobs.map(({ id }) => id);
      const tokens = jobs.map(({ token }) => token);
      const lost = new Set(await this.#worker.extendJobLocks(ids, tokens, this.#lockMs));
      for (const job of jobs) {
        if (lost.has(job.id) && this.#held.has(job)) this.#onError(new Error(`could not renew lock for job ${job.id}`));
      }
    } catch (error) {
      this.#onError(toError(error));
    }
    this.#renewing = false;
  }
}
