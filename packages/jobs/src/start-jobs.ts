import { AppError } from "@plimsoll/core";
import type { QueueWorker, QueueWorkerOptions, RunningJob, RunPolicy } from "./attempt.ts";
import { isJobId, JOBS, type JobDefinition, type JobHandlers, type JobId } from "./definitions.ts";
import { INSTANCE_QUEUE } from "./names.ts";
import { runHandler } from "./platform-job.ts";
import { startQueueWorker } from "./queue-worker.ts";
import { Postpone } from "./run-errors.ts";

export type StartJobsOptions = Omit<QueueWorkerOptions, "kind" | "queue" | "concurrency" | "run" | "policy"> & {
  handlers: JobHandlers;
};

/** Until a job whose kind runs as often as it may is looked at again. */
const BUSY_MS = 500;
/** For jobs that nobody handles, which end at once. */
const UNKNOWN_POLICY: RunPolicy = { timeoutMs: 1_000, backoff: { type: "fixed", delayMs: 0, jitter: 0 } };

function policyOf(name: string): RunPolicy {
  if (!isJobId(name)) return UNKNOWN_POLICY;
  const { timeoutMs, backoffMs, jitter } = JOBS[name];
  return { timeoutMs, backoff: { type: "exponential", delayMs: backoffMs, jitter } };
}

/** Starts working on Plimsoll's own jobs, each kind as often at a time as its definition says. */
export function startJobs({ handlers, ...options }: StartJobsOptions): QueueWorker {
  const running = new Map<JobId, number>();
  const run = async (job: RunningJob): Promise<string> => {
    const { name } = job;
    if (!isJobId(name)) throw new AppError("BAD_REQUEST", `There is no handler for the job ${name}.`);
    const { concurrency, busyMs = BUSY_MS }: JobDefinition = JOBS[name];
    const count = running.get(name) ?? 0;
    if (count >= concurrency) throw new Postpone(busyMs);
    running.set(name, count + 1);
    try {
      return await runHandler(handlers, { name, data: job.data }, job);
    } finally {
      running.set(name, (running.get(name) ?? 1) - 1);
    }
  };
  const definitions: JobDefinition[] = Object.values(JOBS);
  const concurrency = definitions.reduce((sum, definition) => sum + definition.concurrency, 0);
  return startQueueWorker({ ...options, kind: "platform", queue: INSTANCE_QUEUE, concurrency, run, policy: policyOf });
}
