import type { MetricCondition } from "@plimsoll/core";
import type { RangeInput } from "../inputs.ts";
import { DATABASE } from "../spans-columns.ts";
import type { SqlParams } from "../sql-params.ts";
import { sqlSecond, sqlTime, toNanos } from "../time.ts";

/** Which series of which metric, as the queries of metrics share it. */
export interface MetricScopeInput extends RangeInput {
  metric: string;
  where: readonly MetricCondition[];
}

/** OTLP's kinds of metric as the store numbers them. */
export const KIND = { gauge: 1, sum: 2, histogram: 3, exponential: 4, summary: 5 } as const;
export const TEMPORALITY = { none: 0, delta: 1, cumulative: 2 } as const;

/** Series that are read in one way. */
export interface SeriesClass {
  kind: number;
  temporality: number;
  monotonic: boolean;
  /** All of them with their values of `groupBy`, as long as they are few; else statements look them up themselves. */
  known: readonly KnownSeries[] | null;
}
export interface KnownSeries {
  /** Decimal. */
  id: string;
  labels: readonly string[];
}

const SERIES = `${DATABASE}.metric_series`;
/** A series is described once an hour at least, by the clock of its receiver. */
const DESCRIBED_EVERY_MS = 2 * 3_600_000;
const RESOURCE_PREFIX = "resource.";

/** The value of a label as SQL; the empty text for a series that has not got it. */
export function labelSql(label: string, params: SqlParams): string {
  if (label === "service") return "toString(service)";
  if (label.startsWith(RESOURCE_PREFIX) && label.length > RESOURCE_PREFIX.length)
    return `resource[${params.text(label.slice(RESOURCE_PREFIX.length))}]`;
  return `attributes[${params.text(label)}]`;
}

/** One condition on a row of `metric_series`. Expressions match the whole value, as in PromQL. */
function conditionSql(condition: MetricCondition, params: SqlParams): string {
  const value = labelSql(condition.label, params);
  const expression = condition.op === "~" || condition.op === "!~";
  const any = expression
    ? condition.values.map((each) => `match(${value}, ${params.text(`^(?s:${each})$`)})`).join(" OR ")
    : `${value} IN (${condition.values.map((each) => params.text(each)).join(", ")})`;
  return condition.op.startsWith("!") ? `NOT (${any})` : `(${any})`;
}

/**
 * Rows of `metric_series` that were alive in the range: in key order by project and metric, in the days of arrival that
 * can matter.
 */
export function seriesFromSql(input: RangeInput, params: SqlParams): string {
  const since = toNanos(input.from) - BigInt(DESCRIBED_EVERY_MS) * 1_000_000n;
  const day = `toDate(${sqlSecond((Date.parse(input.from) - DESCRIBED_EVERY_MS) / 1000 - 86_400)})`;
  return `${SERIES} WHERE project_id = ${params.project} AND arrival_day >= ${day}
    AND last_ts >= ${sqlTime(since)} AND first_ts < ${sqlTime(toNanos(input.to))}`;
}

/** The same of one metric, with the conditions of the question. */
export function metricSeriesSql(input: MetricScopeInput, params: SqlParams): string {
  const conditions = input.where.map((condition) => ` AND ${conditionSql(condition, params)}`);
  return `${seriesFromSql(input, params)} AND metric = ${params.text(input.metric)}${conditions.join("")}`;
}

/** The values of some labels as an array. */
export function labelsSql(groupBy: readonly string[], params: SqlParams): string {
  return groupBy.length === 0
    ? "emptyArrayString()"
    : `[${groupBy.map((label) => labelSql(label, params)).join(", ")}]`;
}

/** Series of some classes with their values of `groupBy`: columns `series_id` and `labels`. */
export function labelledSeriesSql(
  input: MetricScopeInput & { groupBy: readonly string[] },
  classes: readonly SeriesClass[],
  params: SqlParams,
): string {
  const kinds = classes.map((each) => `(${each.kind}, ${each.temporality}, ${each.monotonic ? 1 : 0})`);
  return `SELECT series_id, any(${labelsSql(input.groupBy, params)}) AS labels
  FROM ${metricSeriesSql(input, params)} AND (kind, temporality, monotonic) IN (${kinds.join(", ")})
  GROUP BY series_id`;
}
