import { setTimeout as pause } from "node:timers/promises";
import { toError } from "@plimsoll/core";
import { Job, UnrecoverableError, type Worker } from "bullmq";
import { isUnreachable } from "../unavailable.ts";
import { TRY_AGAIN_MS, type WorkerSettings } from "../worker-options.ts";
import type { FailureReasons } from "./failure-reasons.ts";
import type { RedisJob } from "./redis-job.ts";

export interface LoneEndsOptions {
  worker: Worker;
  settings: WorkerSettings;
  reasons: FailureReasons;
  onError(error: Error): void;
}

/** Ends of jobs one by one, by BullMQ's own operations: failures, and those that concern other jobs too. */
export class LoneEnds {
  readonly #options: LoneEndsOptions;
  readonly #retryDelays = new WeakMap<Job, number>();
  #closing = false;

  constructor(options: LoneEndsOptions) {
    this.#options = options;
  }

  /** From now on a store that is gone is not waited for: what cannot be stored any more runs again elsewhere. */
  close(): void {
    this.#closing = true;
  }

  /** The wait before the next attempt of a job that is failing, for BullMQ to ask. */
  retryDelay(job: Job): number {
    return this.#retryDelays.get(job) ?? 0;
  }

  /** Sees to parents and deduplication keys. */
  async complete(job: RedisJob, value: unknown): Promise<void> {
    const { worker, settings } = this.#options;
    await this.#insist(async () => {
      const named = { id: job.id, opts: job.opts } as unknown as Job;
      const { finishedOn } = await worker.getBackend().moveToCompleted(named, value, false, job.token, false);
      job.finishedOn = finishedOn;
      settings.completed(job);
    });
  }

  /** Fails an attempt: there is another one, or it was the last. */
  async fail(job: RedisJob, error: Error): Promise<void> {
    const { worker, settings, reasons, onError } = this.#options;
    await this.#insist(async () => {
      const stored = await Job.fromId(worker, job.id);
      if (!stored) throw new Error(`The job ${job.id} was removed while it ran.`);
      this.#retryDelays.set(stored, settings.retryDelay(job));
      const isLast = error instanceof UnrecoverableError || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      // Sent before, on the same connection, so that no search finds the job without its reason.
      const noted = isLast ? reasons.note(error.message, "before") : undefined;
      await Promise.all([noted, stored.moveToFailed(error, job.token, false)]);
      if (isLast) reasons.note(error.message, "after").catch(onError);
      if (stored.finishedOn !== undefined) job.finishedOn = stored.finishedOn;
      settings.failed(job, error);
    });
  }

  /** Tries until it is done, however long the store is gone; other errors are told, and the job is left to stall. */
  async #insist(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await work();
      } catch (thrown) {
        const error = toError(thrown);
        const isGone = isUnreachable(error);
        if (!isGone) this.#options.onError(error);
        if (!isGone || this.#closing) return;
        await pause(TRY_AGAIN_MS);
      }
    }
  }
}
