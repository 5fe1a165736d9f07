import type { JobItem } from "@plimsoll/core";
import { appQueueName } from "@plimsoll/jobs";
import { type JobAttemptRow, knownAttempts } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";

/** How far back a vanished worker's last attempts are looked for. */
const LOOK_BACK_MS = 3_600_000;
const PAGE = 200;
/** Jobs looked at in each queue and state: what a worker holds back unwritten is a second's work. */
const MAX_JOBS = 5_000;

/**
 * The last attempts of jobs that finished in the hour before `until` and are missing in history, because their worker
 * was killed before it had written them. History takes an attempt that is written twice as one.
 */
export async function* missingAttempts(
  platform: Platform,
  until: Date,
  signal: AbortSignal,
): AsyncGenerator<JobAttemptRow[]> {
  const range = { from: new Date(until.getTime() - LOOK_BACK_MS).toISOString(), to: until.toISOString() };
  const queues = await platform.db.jobQueue.findMany({ select: { projectId: true, name: true } });
  for (const { projectId, name: queue } of queues) {
    for (const state of ["completed", "failed"] as const) {
      let cursor: string | null = null;
      for (let seen = 0; seen < MAX_JOBS; seen += PAGE) {
        signal.throwIfAborted();
        const page = { limit: PAGE, ...(cursor === null ? {} : { cursor }) };
        const jobs = await platform.appJobs.list(appQueueName(projectId, queue), { state, ...range }, page);
        const ref = { projectId, source: "apps", queue };
        const ids = jobs.items.map((job) => job.id);
        const known = await knownAttempts(platform.telemetry, { ...ref, ...range, jobIds: ids, signal });
        const missing = jobs.items.filter((job) => !known.has(`${job.id}/${job.attempt}`));
        if (missing.length > 0) yield missing.flatMap((job) => toRow(ref, job));
        cursor = jobs.nextCursor;
        if (cursor === null) break;
      }
    }
  }
}

function toRow(ref: Pick<JobAttemptRow, "projectId" | "source" | "queue">, job: JobItem): JobAttemptRow[] {
  if (job.startedAt === null || job.finishedAt === null) return [];
  const [enqueuedAt, startedAt, finishedAt] = [job.enqueuedAt, job.startedAt, job.finishedAt].map((at) =>
    Date.parse(at),
  );
  if (enqueuedAt === undefined || startedAt === undefined || finishedAt === undefined) return [];
  return [
    {
      ...ref,
      jobId: job.id,
      name: job.name,
      attempt: job.attempt,
      outcome: job.state === "completed" ? "completed" : "failed",
      enqueuedAt,
      startedAt,
      finishedAt,
      // Of a later attempt, when it became ready is not kept.
      waitMs: job.attempt === 1 ? Math.max(0, startedAt - enqueuedAt) : 0,
      runMs: job.runMs ?? finishedAt - startedAt,
      error: job.error,
      worker: "",
    },
  ];
}
