import type { TelemetryClient } from "../client.ts";
import type { RangeInput } from "../inputs.ts";
import { number, text } from "../row.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";
import { sqlSecond } from "../time.ts";

const FIVE_MINUTES_SECONDS = 300;

export interface KnownAttemptsInput extends RangeInput {
  source: string;
  queue: string;
  jobIds: readonly string[];
}

/**
 * Of the jobs, the attempts that are in history as finished within the range: `id/attempt`. Reads the queue's
 * five-minute buckets of the range, in the order of the table.
 */
export async function knownAttempts(client: TelemetryClient, input: KnownAttemptsInput): Promise<Set<string>> {
  if (input.jobIds.length === 0) return new Set();
  const params = new SqlParams(input.projectId);
  const from = sqlSecond(Math.floor(Date.parse(input.from) / 1000) - FIVE_MINUTES_SECONDS);
  const to = sqlSecond(Math.ceil(Date.parse(input.to) / 1000));
  const sql = `SELECT job_id, attempt FROM ${DATABASE}.job_attempts
WHERE project_id = ${params.project} AND source = ${params.text(input.source)} AND queue = ${params.text(input.queue)}
  AND toStartOfFiveMinutes(finished_at) >= ${from} AND toStartOfFiveMinutes(finished_at) <= ${to}
  AND has(${params.add([...input.jobIds], "Array(String)")}, job_id)
GROUP BY job_id, attempt`;
  const found = await client.rows(sql, (row) => `${text(row, 0)}/${number(row, 1)}`, {
    params: params.values,
    signal: input.signal,
  });
  return new Set(found);
}
