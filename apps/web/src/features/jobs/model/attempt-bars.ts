import type { AttemptOutcome, JobAttempt, JobDetail } from "@plimsoll/core";

/** One attempt on the time line of its job; times in milliseconds since the epoch. */
export interface AttemptBar {
  attempt: number;
  /** `running` and `ahead` are not over: the one has begun, the other waits for its turn. */
  outcome: AttemptOutcome | "running" | "ahead";
  readyMs: number;
  /** When it began to run; null when it has not. */
  startMs: number | null;
  endMs: number;
  waitMs: number;
  runMs: number | null;
  statusCode: number | null;
  error: string | null;
  traceId: string | null;
  spanId: string | null;
  worker: string | null;
}

export interface AttemptTimeline {
  bars: AttemptBar[];
  fromMs: number;
  toMs: number;
}

type TimelineJob = Pick<
  JobDetail,
  "state" | "attempt" | "attempts" | "enqueuedAt" | "startedAt" | "finishedAt" | "runAt" | "error"
>;

const BLANK = { statusCode: null, error: null, traceId: null, spanId: null, worker: null };

/** The attempts of a job on one axis, from when it was added to its end, or to now while it is not over. */
export function attemptTimeline(job: TimelineJob, nowMs: number): AttemptTimeline {
  const fromMs = Date.parse(job.enqueuedAt);
  const bars: AttemptBar[] = [];
  for (const attempt of job.attempts) bars.push(writtenBar(attempt, bars.at(-1)?.endMs ?? fromMs));
  const unwritten = unwrittenBar(job, bars);
  if (unwritten) bars.push(unwritten);
  const open = openBar(job, bars, nowMs);
  if (open) bars.push(open);
  const ends = bars.map((bar) => bar.endMs);
  const finishedMs = job.finishedAt ? Date.parse(job.finishedAt) : fromMs;
  return { bars, fromMs, toMs: Math.max(fromMs + 1, finishedMs, ...ends) };
}

/** An attempt as history has it. It cannot have waited since before the one ahead of it ended. */
function writtenBar(attempt: JobAttempt, earliestMs: number): AttemptBar {
  const startMs = Date.parse(attempt.startedAt);
  const readyMs = Math.min(startMs, Math.max(earliestMs, startMs - attempt.waitMs));
  const { attempt: number, outcome, runMs, statusCode, error, traceId, spanId, worker } = attempt;
  const endMs = Math.max(startMs, Date.parse(attempt.finishedAt));
  const waitMs = startMs - readyMs;
  return {
    attempt: number,
    outcome,
    readyMs,
    startMs,
    endMs,
    waitMs,
    runMs,
    statusCode,
    error,
    traceId,
    spanId,
    worker,
  };
}

/**
 * The last attempt of a job that is over, where history does not have it: it is written a moment later, and never for
 * queues of an app's own workers.
 */
function unwrittenBar(job: TimelineJob, written: readonly AttemptBar[]): AttemptBar | null {
  const isOver = job.state === "completed" || job.state === "failed";
  const last = written.at(-1);
  if (!isOver || !job.startedAt || !job.finishedAt) return null;
  const [startMs, endMs] = [Date.parse(job.startedAt), Date.parse(job.finishedAt)];
  if (last && last.endMs >= startMs) return null;
  const readyMs = Math.min(startMs, Math.max(last?.endMs ?? 0, Date.parse(job.enqueuedAt)));
  return {
    ...BLANK,
    attempt: job.attempt,
    outcome: job.state === "failed" ? "failed" : "completed",
    readyMs,
    startMs,
    endMs,
    waitMs: startMs - readyMs,
    runMs: endMs - startMs,
    error: job.error,
  };
}

/** The attempt that runs now or comes next. */
function openBar(job: TimelineJob, before: readonly AttemptBar[], nowMs: number): AttemptBar | null {
  if (job.state === "completed" || job.state === "failed") return null;
  const last = before.at(-1);
  const readyMs = Math.max(last?.endMs ?? 0, Date.parse(job.enqueuedAt));
  if (job.state === "active") {
    const startMs = job.startedAt ? Math.max(Date.parse(job.startedAt), readyMs) : readyMs;
    const endMs = Math.max(nowMs, startMs);
    const attempt = Math.max(job.attempt, (last?.attempt ?? 0) + 1);
    const figures = { readyMs, startMs, endMs, waitMs: startMs - readyMs, runMs: endMs - startMs };
    return { ...BLANK, attempt, outcome: "running", ...figures };
  }
  const dueMs = job.runAt ? Date.parse(job.runAt) : 0;
  const endMs = Math.max(nowMs, dueMs, readyMs);
  const attempt = (last?.attempt ?? job.attempt) + 1;
  return { ...BLANK, attempt, outcome: "ahead", readyMs, startMs: null, endMs, waitMs: endMs - readyMs, runMs: null };
}

/** Where an instant lies on the axis, in per cent. */
export function shareAt(timeline: AttemptTimeline, atMs: number): number {
  return Math.min(100, Math.max(0, ((atMs - timeline.fromMs) / (timeline.toMs - timeline.fromMs)) * 100));
}
