import type { TelemetryClient } from "../client.ts";
import { addHistogram, type DurationHistogram, percentilesMs } from "../histogram.ts";
import { counts, number, type Row, text } from "../row.ts";
import { countAttemptsSql } from "../schema/job-tables.ts";
import { DATABASE } from "../spans-columns.ts";
import type { SqlParams } from "../sql-params.ts";
import { sqlSecond } from "../time.ts";

/** Attempts that ended, counted, with how long they waited and ran. */
export interface JobSums {
  completed: number;
  retried: number;
  failed: number;
  waits: DurationHistogram;
  runs: DurationHistogram;
}

/** SELECT list that `readJobSums` reads. */
export const JOB_SUMS = "sum(completed), sum(retried), sum(failed), sumMap(waits), sumMap(runs)";

const MAX_MINUTE_RANGE_MS = 2 * 86_400_000 + 3_600_000;
/** Up to so many attempts are counted one by one, which sees each once whatever was written twice; some 100 ms. */
const MAX_EXACT_ATTEMPTS = 500_000;

/** Seconds of the finest step that the roll-up for a range has. */
export function jobStepSeconds(range: { from: string; to: string }): number {
  return Date.parse(range.to) - Date.parse(range.from) <= MAX_MINUTE_RANGE_MS ? 60 : 3600;
}

export interface JobCellsInput {
  from: string;
  to: string;
  signal?: AbortSignal | undefined;
}

/**
 * What to select from for a range: counts by queue, name and minute (or hour). A range with few attempts reads these
 * with FINAL, so that an attempt written twice counts once; one with many reads the roll-ups, where repetition was
 * kept out by the tokens of the inserts. Both are ordered by project, source, queue and time.
 */
export async function jobCellsSql(
  client: TelemetryClient,
  params: SqlParams,
  queues: string,
  input: JobCellsInput,
): Promise<string> {
  const stepSeconds = jobStepSeconds(input);
  const from = Math.floor(Date.parse(input.from) / 1000 / stepSeconds) * stepSeconds;
  const to = Math.ceil(Date.parse(input.to) / 1000);
  const scope = `project_id = ${params.project}${queues}`;
  const table = `${DATABASE}.${stepSeconds === 60 ? "job_minutes" : "job_hours"}`;
  const inRange = `${scope} AND time >= ${sqlSecond(from)} AND time < ${sqlSecond(to)}`;
  const [attempts = 0] = await client.rows(
    `SELECT sum(completed + retried + failed) FROM ${table} WHERE ${inRange}`,
    (row) => number(row, 0),
    { params: params.values, signal: input.signal },
  );
  if (attempts > MAX_EXACT_ATTEMPTS) return `(SELECT * FROM ${table} WHERE ${inRange})`;
  const bucket = `toStartOfFiveMinutes(finished_at) >= ${sqlSecond(from - 300)} AND toStartOfFiveMinutes(finished_at) < ${sqlSecond(to)}`;
  const exact = `finished_at >= ${sqlSecond(from)} AND finished_at < ${sqlSecond(to)}`;
  return `(${countAttemptsSql(`${DATABASE}.job_attempts FINAL`, `${scope} AND ${bucket} AND ${exact}`)})`;
}

/** Five cells of a row, as `JOB_SUMS` selects them. */
export function readJobSums(row: Row, at: number): JobSums {
  return {
    completed: number(row, at),
    retried: number(row, at + 1),
    failed: number(row, at + 2),
    waits: counts(row, at + 3),
    runs: counts(row, at + 4),
  };
}

/** Adds several sums into one. */
export function addJobSums(parts: Iterable<JobSums>): JobSums {
  const waits = new Map<number, number>();
  const runs = new Map<number, number>();
  const sum = { completed: 0, retried: 0, failed: 0, waits, runs };
  for (const part of parts) {
    sum.completed += part.completed;
    sum.retried += part.retried;
    sum.failed += part.failed;
    addHistogram(waits, part.waits);
    addHistogram(runs, part.runs);
  }
  return sum;
}

/** Jobs that came to an end: completed, or failed for good. */
export function finishedOf(sums: JobSums): number {
  return sums.completed + sums.failed;
}

/** Share of the attempts that failed, whether or not another one followed; null when there was none. */
export function failureRatioOf(sums: JobSums): number | null {
  const attempts = sums.completed + sums.retried + sums.failed;
  return attempts === 0 ? null : (sums.retried + sums.failed) / attempts;
}

/**
 * A percentile of a histogram, `ratio` in 0 to 1, milliseconds; null when it is empty. Times of attempts are measured in
 * whole milliseconds: what lies below a microsecond is made by reading between the bounds of the lowest bucket.
 */
export function percentileMs(histogram: DurationHistogram, ratio: number): number | null {
  const [value] = percentilesMs(histogram, [ratio]);
  return value === undefined || value === null ? null : Math.round(value * 1000) / 1000;
}

/** The queue of a row: source and name. */
export function readQueue(row: Row, at: number): { source: string; queue: string } {
  return { source: text(row, at), queue: text(row, at + 1) };
}
