import type { TelemetryClient } from "../client.ts";
import { type LineAggregation, cellsOf, MERGE_SQL, mergeOf, quantileCells } from "../metrics/metric-cells.ts";
import {
  intoLines,
  type LineCells,
  type MetricLines,
  type MetricLinesInput,
  scopeOf,
} from "../metrics/metric-question.ts";
import { list, number } from "../row.ts";
import { SqlParams } from "../sql-params.ts";

/**
 * Lines of an aggregation that adds up numbers. Reads the roll-up that fits the steps (or the points below a minute) in
 * key order: metric, six hours, series, time.
 */
export async function metricLines(
  client: TelemetryClient,
  input: MetricLinesInput & { aggregation: LineAggregation },
): Promise<MetricLines> {
  const params = new SqlParams(input.projectId);
  const cells = input.classes.flatMap((each) => cellsOf(each, input.aggregation, scopeOf(input, each, params)));
  const merge = mergeOf(input.aggregation);
  const { resets, ...lines } = await readLines(
    client,
    input,
    intoLines(cells, input, params),
    MERGE_SQL[merge],
    params,
  );
  return { ...lines, resets: merge === "add" ? resets : 0 };
}

/**
 * Quantiles of summaries as their senders worked them out, the greatest of the series of a line: they cannot be merged.
 * A summary without this quantile has no line.
 */
export async function summaryQuantiles(
  client: TelemetryClient,
  input: MetricLinesInput & { ratio: number },
): Promise<MetricLines> {
  const params = new SqlParams(input.projectId);
  const ratio = params.add(input.ratio, "Float64");
  const cells = input.classes.map((each) => quantileCells(ratio, scopeOf(input, each, params)));
  return readLines(client, input, intoLines(cells, input, params), MERGE_SQL.greatest, params);
}

async function readLines(
  client: TelemetryClient,
  input: MetricLinesInput,
  cells: LineCells,
  merged: string,
  params: SqlParams,
): Promise<MetricLines> {
  const sql = `SELECT line, groupArray(step), groupArray(merged), count() OVER (), sum(sum(resets)) OVER () FROM (
  SELECT ${cells.line} AS line, step, ${merged} AS merged, sum(weight) AS resets FROM ${cells.from} GROUP BY line, step HAVING isFinite(merged)
) GROUP BY line ORDER BY avg(merged) DESC, line LIMIT ${Math.floor(input.limit)}`;
  const rows = await client.rows(
    sql,
    (row) => ({
      labels: cells.labelsOf(row[0]),
      steps: list(row, 1),
      values: list(row, 2),
      total: number(row, 3),
      resets: number(row, 4),
    }),
    { params: params.values, signal: input.signal },
  );
  const lines = rows.map((row) => {
    const values: (number | null)[] = Array.from({ length: input.steps.count }, () => null);
    for (const [at, step] of row.steps.entries()) values[Number(step)] = Number(row.values[at]);
    return { labels: row.labels, values };
  });
  return { lines, total: rows[0]?.total ?? 0, resets: rows[0]?.resets ?? 0 };
}
