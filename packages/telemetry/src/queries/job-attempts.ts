import type { JobAttempt } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { ProjectInput } from "../inputs.ts";
import { OUTCOMES } from "../job-history/job-attempt-row.ts";
import { number, text } from "../row.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";
import { fromMillis, sqlSecond } from "../time.ts";

export interface JobAttemptsInput extends ProjectInput {
  source: string;
  queue: string;
  jobId: string;
  /** When the job was enqueued, ISO 8601: only later days are read. Absent: as long as history is kept. */
  since?: string | undefined;
}

const MAX_ATTEMPTS = 500;
/** The clocks of who enqueues and who works may differ. */
const CLOCK_SKEW_SECONDS = 600;

/**
 * The finished attempts of one job, oldest first, at most 500. The bloom filter on `job_id` leaves few granules of the
 * queue's rows in the days since the job was enqueued.
 */
export async function jobAttempts(client: TelemetryClient, input: JobAttemptsInput): Promise<JobAttempt[]> {
  const params = new SqlParams(input.projectId);
  const since = input.since === undefined ? 0 : Date.parse(input.since) / 1000 - CLOCK_SKEW_SECONDS;
  const sql = `SELECT attempt, outcome, toString(toUnixTimestamp64Milli(started_at)), toString(toUnixTimestamp64Milli(finished_at)),
  wait_us, run_us, status_code, error, lower(hex(trace_id)), lower(hex(span_id)), worker
FROM ${DATABASE}.job_attempts
WHERE project_id = ${params.project} AND source = ${params.text(input.source)} AND queue = ${params.text(input.queue)}
  AND job_id = ${params.text(input.jobId)} AND toStartOfFiveMinutes(finished_at) >= ${sqlSecond(since)} AND finished_at >= ${sqlSecond(since)}
ORDER BY started_at, attempt, finished_at LIMIT 1 BY attempt, started_at LIMIT ${MAX_ATTEMPTS}`;
  return client.rows(
    sql,
    (row) => ({
      attempt: number(row, 0),
      outcome: OUTCOMES[number(row, 1)] ?? "failed",
      startedAt: fromMillis(number(row, 2)),
      finishedAt: fromMillis(number(row, 3)),
      waitMs: number(row, 4) / 1000,
      runMs: number(row, 5) / 1000,
      statusCode: number(row, 6) || null,
      error: text(row, 7) || null,
      traceId: idOrNull(text(row, 8)),
      spanId: idOrNull(text(row, 9)),
      worker: text(row, 10),
    }),
    { params: params.values, signal: input.signal },
  );
}

const idOrNull = (id: string) => (/^0*$/.test(id) ? null : id);
