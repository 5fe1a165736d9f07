import { type JobWorker, openQueue, openWorker } from "./backend.ts";
import { JOBS, type JobHandlers, type JobId } from "./definitions.ts";
import { INSTANCE_QUEUE } from "./names.ts";
import type { BackendOptions } from "./open-job-store.ts";
import { runHandler } from "./run-handler.ts";

/** A job that runs by the clock. `everyMs` counts from the epoch, so that restarts do not shift it. */
export interface Schedule {
  job: JobId;
  everyMs: number;
  /** Run it right away at start too. */
  atStart: boolean;
}

export interface JobEvents {
  onCompleted(job: string, result: string, durationMs: number): void;
  /** `final`: there will be no further try. */
  onFailed(job: string, error: Error, final: boolean): void;
  /** The backend cannot be reached or answers with an error; BullMQ tries again by itself. */
  onError(error: Error): void;
}

export interface RunningJobs {
  /** Takes no more jobs and waits for the running ones. */
  stop(): Promise<void>;
}

const KEEP = { age: 7 * 86_400, count: 1000 };

/** Starts working on the instance's own queue and keeps its schedules. Safe to run in several processes at once. */
export async function startJobs(
  backend: BackendOptions,
  handlers: JobHandlers,
  schedules: readonly Schedule[],
  events: JobEvents,
): Promise<RunningJobs> {
  const queue = openQueue(INSTANCE_QUEUE, backend);
  queue.on("error", (error) => events.onError(error));
  await queue.waitUntilReady();
  for (const schedule of schedules) {
    const { attempts, backoffMs } = JOBS[schedule.job];
    const backoff = { type: "exponential", delay: backoffMs, jitter: 0.5 };
    const options = { attempts, backoff, removeOnComplete: KEEP, removeOnFail: KEEP };
    await queue.upsertJobScheduler(
      schedule.job,
      { every: schedule.everyMs },
      { name: schedule.job, data: {}, opts: options },
    );
    if (schedule.atStart)
      await queue.add(schedule.job, {}, { ...options, deduplication: { id: `${schedule.job}:at-start`, ttl: 30_000 } });
  }
  const worker = openWorker(INSTANCE_QUEUE, (job) => runHandler(handlers, job), { ...backend, concurrency: 2 });
  listen(worker, events);
  // Runs until stopped; what goes wrong meanwhile comes through the error event.
  worker.run().catch((error: Error) => events.onError(error));
  await worker.waitUntilReady();
  return {
    async stop() {
      await worker.close();
      await queue.close();
    },
  };
}

function listen(worker: JobWorker, events: JobEvents): void {
  worker.on("error", (error) => events.onError(error));
  worker.on("completed", (job, result) => {
    events.onCompleted(job.name, String(result), (job.finishedOn ?? 0) - (job.processedOn ?? 0));
  });
  worker.on("failed", (job, error) => {
    const final = !job || job.attemptsMade >= (job.opts.attempts ?? 1) || error.name === "UnrecoverableError";
    events.onFailed(job?.name ?? "unknown", error, final);
  });
}
