import type { MetricItem, MetricNames, MetricType } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { RangeInput } from "../inputs.ts";
import { seriesFromSql, TEMPORALITY } from "../metrics/metric-scope.ts";
import { list, number, text } from "../row.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";
import { fromNanos, sqlSecond } from "../time.ts";

export interface MetricNamesInput extends RangeInput {
  text?: string | undefined;
  service?: string | undefined;
  limit: number;
}

const TYPES: Record<number, MetricType> = {
  1: "gauge",
  2: "sum",
  3: "histogram",
  4: "exponentialHistogram",
  5: "summary",
};
const MAX_SERVICES = 100;
/** Series say when they were described, points may follow for an hour: what is younger than this is looked up. */
const FRESH_MS = 3 * 3_600_000;

/**
 * The metrics that had points in the range, by name, each as its latest series says. Reads the rows of the project's
 * series, then the roll-ups of the range's last hours for the time of the last point.
 */
export async function metricNames(client: TelemetryClient, input: MetricNamesInput): Promise<MetricNames> {
  const params = new SqlParams(input.projectId);
  const named = input.text === undefined ? "" : params.text(input.text);
  const matches =
    named === ""
      ? ""
      : ` AND (positionCaseInsensitiveUTF8(metric, ${named}) > 0 OR positionCaseInsensitiveUTF8(description, ${named}) > 0)`;
  const service = input.service === undefined ? "" : ` AND service = ${params.text(input.service)}`;
  const sql = `SELECT toString(metric), argMax(kind, last_ts), argMax(toString(unit), last_ts), argMax(toString(description), last_ts),
  argMax(monotonic, last_ts), groupUniqArray(temporality), uniqExact(series_id), groupUniqArray(${MAX_SERVICES})(toString(service)),
  toString(toUnixTimestamp64Nano(max(last_ts))), count() OVER ()
FROM ${seriesFromSql(input, params)}${matches}${service}
GROUP BY metric ORDER BY metric LIMIT ${Math.floor(input.limit)}`;
  const rows = await client.rows(sql, (row) => ({ item: toItem(row), total: number(row, 9) }), {
    params: params.values,
    signal: input.signal,
  });
  const items = rows.map((row) => row.item);
  const seen = await lastPoints(client, input, items);
  return {
    items: items.map((item) => ({ ...item, lastSeenAt: fromNanos(latest(item.lastSeenAt, seen.get(item.name))) })),
    more: Math.max(0, (rows[0]?.total ?? 0) - items.length),
  };
}

/** `lastSeenAt` is nanoseconds here still. */
function toItem(row: readonly unknown[]): MetricItem {
  const kind = number(row, 1);
  const temporalities = list(row, 5).map(Number);
  const [first] = temporalities;
  return {
    name: text(row, 0),
    type: TYPES[kind] ?? "gauge",
    unit: text(row, 2),
    description: text(row, 3),
    monotonic: kind === 2 ? number(row, 4) === 1 : null,
    temporality:
      temporalities.length > 1
        ? "mixed"
        : first === TEMPORALITY.delta
          ? "delta"
          : first === TEMPORALITY.cumulative
            ? "cumulative"
            : null,
    series: number(row, 6),
    services: list(row, 7)
      .map(String)
      .sort((a, b) => a.localeCompare(b)),
    lastSeenAt: text(row, 8),
  };
}

function latest(described: string, seen: bigint | undefined): bigint {
  const known = BigInt(described);
  return seen !== undefined && seen > known ? seen : known;
}

async function lastPoints(
  client: TelemetryClient,
  input: MetricNamesInput,
  items: readonly MetricItem[],
): Promise<Map<string, bigint>> {
  if (items.length === 0) return new Map();
  const params = new SqlParams(input.projectId);
  const to = Date.parse(input.to);
  const [first, last] = [sqlSecond((to - FRESH_MS) / 1000), sqlSecond(Math.ceil(to / 1000))];
  const where = `project_id = ${params.project} AND metric IN (${items.map((item) => params.text(item.name)).join(", ")})
    AND time >= ${first} AND time < ${last} AND toStartOfInterval(time, toIntervalHour(6)) >= toStartOfInterval(${first}, toIntervalHour(6))`;
  const from = (table: string, time: string) =>
    `SELECT metric, max(${time}) AS seen FROM ${DATABASE}.${table} WHERE ${where} GROUP BY metric`;
  const sql = `SELECT toString(metric), toString(toUnixTimestamp64Nano(max(seen))) FROM (
  ${[from("metric_hours", "last_ts"), from("metric_histogram_hours", "ts"), from("metric_delta_hours", "last_ts")].join(" UNION ALL ")}
) GROUP BY metric`;
  const rows = await client.rows(sql, (row) => [text(row, 0), BigInt(text(row, 1))] as const, {
    params: params.values,
    signal: input.signal,
  });
  return new Map(rows);
}
