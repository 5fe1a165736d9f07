import type { TelemetryClient } from "../client.ts";
import { type MetricScopeInput, metricSeriesSql, type SeriesClass } from "../metrics/metric-scope.ts";
import { number, text } from "../row.ts";
import { SqlParams } from "../sql-params.ts";

/** How some of a metric's series are sent. */
export interface MetricClass extends SeriesClass {
  series: number;
  /** UCUM, of the latest. */
  unit: string;
  units: number;
}

/** In which ways the series that meet the conditions are sent, latest first; empty when there are none in the range. */
export async function metricClasses(client: TelemetryClient, input: MetricScopeInput): Promise<MetricClass[]> {
  const params = new SqlParams(input.projectId);
  const sql = `SELECT kind, temporality, monotonic, uniqExact(series_id), argMax(toString(unit), last_ts), uniqExact(unit)
FROM ${metricSeriesSql(input, params)}
GROUP BY kind, temporality, monotonic ORDER BY max(last_ts) DESC, kind`;
  return client.rows(
    sql,
    (row) => ({
      kind: number(row, 0),
      temporality: number(row, 1),
      monotonic: number(row, 2) === 1,
      series: number(row, 3),
      unit: text(row, 4),
      units: number(row, 5),
    }),
    { params: params.values, signal: input.signal },
  );
}
