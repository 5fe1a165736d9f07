import type { TelemetryClient } from "../client.ts";
import type { RangeInput } from "../inputs.ts";
import { seriesFromSql } from "../metrics/metric-scope.ts";
import { text } from "../row.ts";
import { SqlParams } from "../sql-params.ts";

/** Which of the named metrics had series in the range. Reads the series of these names, in key order. */
export async function sentMetrics(
  client: TelemetryClient,
  input: RangeInput & { metrics: readonly string[] },
): Promise<Set<string>> {
  const params = new SqlParams(input.projectId);
  const named = input.metrics.map((metric) => params.text(metric)).join(", ");
  const sql = `SELECT DISTINCT toString(metric) FROM ${seriesFromSql(input, params)} AND metric IN (${named})`;
  const rows = await client.rows(sql, (row) => text(row, 0), { params: params.values, signal: input.signal });
  return new Set(rows);
}
