import type { TelemetryClient } from "../client.ts";
import {
  type KnownSeries,
  labelsSql,
  type MetricScopeInput,
  metricSeriesSql,
  type SeriesClass,
} from "../metrics/metric-scope.ts";
import { list, number, text } from "../row.ts";
import { SqlParams } from "../sql-params.ts";

/** Up to so many series of a class are named in statements; to look them up there costs 20 ms of planning. */
const MAX_KNOWN = 1000;

/** How some of a metric's series are sent. */
export interface MetricClass extends SeriesClass {
  series: number;
  /** UCUM, of the latest. */
  unit: string;
  units: number;
}

/** In which ways the series that meet the conditions are sent, latest first; empty when there are none in the range. */
export async function metricClasses(
  client: TelemetryClient,
  input: MetricScopeInput & { groupBy: readonly string[] },
): Promise<MetricClass[]> {
  const params = new SqlParams(input.projectId);
  const sql = `SELECT kind, temporality, monotonic, uniqExact(series_id), argMax(toString(unit), last_ts), uniqExact(unit),
  groupUniqArray(${MAX_KNOWN + 1})((series_id, ${labelsSql(input.groupBy, params)}))
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
      known: number(row, 3) <= MAX_KNOWN ? list(row, 6).flatMap(toKnown) : null,
    }),
    { params: params.values, signal: input.signal },
  );
}

function toKnown(pair: unknown): KnownSeries[] {
  return Array.isArray(pair) ? [{ id: text(pair, 0), labels: list(pair, 1).map(String) }] : [];
}
