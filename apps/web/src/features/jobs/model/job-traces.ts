import type { JobDetail } from "@plimsoll/core";

interface JobTraceRef {
  traceId: string;
  /** The span of the job's last attempt in that trace. */
  spanId: string | null;
  label: string;
}

/**
 * The traces a job is in: mostly one, from the call that enqueued it through all attempts. Jobs of schedules and bulk
 * operations begin a trace with each attempt.
 */
export function tracesOf(job: Pick<JobDetail, "traceId" | "attempts">): JobTraceRef[] {
  const found = new Map<string, { spanId: string | null; attempts: number[]; isEnqueue: boolean }>();
  if (job.traceId !== null) found.set(job.traceId, { spanId: null, attempts: [], isEnqueue: true });
  for (const { traceId, spanId, attempt } of job.attempts) {
    if (traceId === null) continue;
    const trace = found.get(traceId) ?? { spanId: null, attempts: [], isEnqueue: false };
    found.set(traceId, { ...trace, spanId, attempts: [...trace.attempts, attempt] });
  }
  return [...found].map(([traceId, { spanId, attempts, isEnqueue }]) => ({
    traceId,
    spanId,
    label: labelOf(attempts, isEnqueue),
  }));
}

function labelOf(attempts: readonly number[], isEnqueue: boolean): string {
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined) return isEnqueue ? "Enqueued" : "Trace";
  return first === last ? `Attempt ${first}` : `Attempts ${first} to ${last}`;
}
