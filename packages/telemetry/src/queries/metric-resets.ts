import type { TelemetryClient } from "../client.ts";
import { KIND, TEMPORALITY } from "../metrics/metric-scope.ts";
import { sourceRangeSql, tableOf } from "../metrics/metric-source.ts";
import { type MetricLinesInput, scopeOf } from "../metrics/metric-question.ts";
import { number } from "../row.ts";
import { SqlParams } from "../sql-params.ts";

/** How often cumulative series began again from zero within the steps: their streams beyond the first. Reads keys only. */
export async function counterResets(client: TelemetryClient, input: MetricLinesInput): Promise<number> {
  const params = new SqlParams(input.projectId);
  const { steps } = input;
  const counted = input.classes
    .filter((each) => each.temporality === TEMPORALITY.cumulative && (each.monotonic || each.kind >= KIND.histogram))
    .map((each) => {
      const table = each.kind >= KIND.histogram ? "histograms" : "numbers";
      return `SELECT series_id, uniqExact(start_ts) AS streams FROM ${tableOf(table, steps)}
  WHERE ${scopeOf(input, each, params).rows} AND ${sourceRangeSql(steps, steps.fromMs)} GROUP BY series_id`;
    });
  if (counted.length === 0) return 0;
  const sql = `SELECT sum(streams - 1) FROM (${counted.join(" UNION ALL ")})`;
  const [resets] = await client.rows(sql, (row) => number(row, 0), { params: params.values, signal: input.signal });
  return resets ?? 0;
}
