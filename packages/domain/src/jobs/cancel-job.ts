import { AppError, type JobRef } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { locateQueue } from "../queues/locate-queue.ts";
import { jobSubject } from "./change-job.ts";

/** A wish that no worker took up by then belongs to a job that ended before it was seen. */
const FORGET_AFTER_MS = 3_600_000;

/** An attempt where it runs. */
interface RunningAttempt {
  /** Named as it is stored. */
  queue: string;
  id: string;
  attempt: number;
}

/**
 * Asks the worker that runs an app's job to end the call to the app; the job then counts as failed and is not retried by
 * itself. The worker hears of it within about a second, and what the app did by then stays done. Recorded. Throws NOT_FOUND,
 * CONFLICT for a job that does not run, and BAD_REQUEST for one that is not an app's.
 */
export async function cancelJob(platform: Platform, caller: Caller, input: JobRef): Promise<{ id: string }> {
  if (input.source !== "apps") {
    throw new AppError(
      "BAD_REQUEST",
      "Only jobs of apps are cancelled: others run in processes that are not Plimsoll's.",
    );
  }
  const { store, name } = await locateQueue(platform, caller.projectId, input);
  const job = await store.get(name, input.id);
  if (!job) throw new AppError("NOT_FOUND", `There is no job \`${input.id}\` in the queue \`${input.queue}\`.`);
  if (job.state !== "active") {
    throw new AppError("CONFLICT", `The job does not run: it is ${job.state}. Discard it if it should not run again.`);
  }
  const wish = { attempt: job.attempt, requestedBy: caller.actor, requestedAt: new Date() };
  await platform.db.$transaction(async (tx) => {
    const where = { queue_jobId: { queue: name, jobId: input.id } };
    await tx.jobCancellation.upsert({
      where,
      create: { queue: name, jobId: input.id, ...wish },
      update: wish,
    });
    await recordAudit(tx, { ...caller, action: "job.cancel", subject: jobSubject(input) });
  });
  return { id: input.id };
}

/** Which of the running attempts somebody wants to end, and who; each is told once. */
export async function takeCancellations(
  db: Database,
  running: readonly RunningAttempt[],
): Promise<{ queue: string; id: string; requestedBy: string }[]> {
  const wanted = await db.jobCancellation.findMany({ take: 1_000, orderBy: { requestedAt: "asc" } });
  const keys = new Set(running.map(({ queue, id, attempt }) => `${queue}/${id}/${attempt}`));
  const taken = wanted.filter(({ queue, jobId, attempt }) => keys.has(`${queue}/${jobId}/${attempt}`));
  await Promise.all(taken.map(({ queue, jobId }) => db.jobCancellation.deleteMany({ where: { queue, jobId } })));
  return taken.map(({ queue, jobId, requestedBy }) => ({ queue, id: jobId, requestedBy }));
}

/** Removes wishes for jobs that ended before a worker saw them. */
export function forgetCancellations(db: Database, now: Date): Promise<{ count: number }> {
  return db.jobCancellation.deleteMany({ where: { requestedAt: { lt: new Date(now.getTime() - FORGET_AFTER_MS) } } });
}
