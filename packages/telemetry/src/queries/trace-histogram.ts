import type { TracesHistogram } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import { bucketSql, toHeatmap } from "../histogram.ts";
import type { TraceHistogramInput } from "../inputs.ts";
import { number } from "../row.ts";
import { chooseSample } from "../sampling.ts";
import { SPANS } from "../scope.ts";
import { prepareFilter, spanFilterSql } from "../span-filter.ts";
import { SqlParams } from "../sql-params.ts";
import { fromMillis, stepsOf } from "../time.ts";

const ROWS_PER_OCTAVE = 2;
const MAX_SPANS = 20_000_000;

/**
 * Matching spans by start time and duration. Reads the range of the primary key, narrowed by the filter's indexes; a
 * range with very many spans is sampled by five-minute buckets, at least one a column, and counts are scaled up.
 */
export async function traceHistogram(client: TelemetryClient, input: TraceHistogramInput): Promise<TracesHistogram> {
  const steps = stepsOf(input.from, input.to, input.buckets);
  const filter = await prepareFilter(client, input);
  const maxOneIn = Math.max(1, Math.floor(steps.stepMs / 300_000));
  const sample = await chooseSample(client, input, { maxSpans: MAX_SPANS, maxOneIn });
  const params = new SqlParams(input.projectId);
  const sql = `SELECT intDiv(toUnixTimestamp64Milli(ts) - ${steps.fromMs}, ${steps.stepMs}) AS step,
  ${bucketSql("duration_ns", ROWS_PER_OCTAVE)} AS bucket, count(), countIf(status = 2)
FROM ${SPANS}
WHERE project_id = ${params.project} AND ${sample.sql} AND ${spanFilterSql(filter, params)}
GROUP BY step, bucket
ORDER BY step, bucket`;
  const rows = await client.rows(
    sql,
    (row) => [number(row, 0), number(row, 1), number(row, 2), number(row, 3)] as const,
    {
      params: params.values,
      signal: input.signal,
    },
  );
  const totals = { count: Array<number>(steps.count).fill(0), errors: Array<number>(steps.count).fill(0) };
  for (const [step, , count, errors] of rows) {
    totals.count[step] = (totals.count[step] ?? 0) + count * sample.oneIn;
    totals.errors[step] = (totals.errors[step] ?? 0) + errors * sample.oneIn;
  }
  const heatmap = toHeatmap(
    rows.map(([step, bucket, count]) => [step, bucket, count * sample.oneIn]),
    ROWS_PER_OCTAVE,
  );
  return { from: fromMillis(steps.fromMs), stepMs: steps.stepMs, ...heatmap, totals, sampledOneIn: sample.oneIn };
}
