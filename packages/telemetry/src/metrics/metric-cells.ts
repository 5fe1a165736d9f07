import type { MetricAggregation } from "@plimsoll/core";
import { growthSql, increaseSql, rateSql } from "./metric-growth.ts";
import { KIND, type SeriesClass, TEMPORALITY } from "./metric-scope.ts";
import {
  endMs,
  lookBackMs,
  type MetricTable,
  numberColumns,
  secondsSql,
  sourceRangeSql,
  stepSql,
  tableOf,
  timeColumn,
} from "./metric-source.ts";
import type { MetricSteps } from "./metric-steps.ts";

/** What every statement about the cells of a chart needs. */
export interface CellScope {
  steps: MetricSteps;
  /** Conditions on project, metric and series. */
  rows: string;
  nowMs: number;
}

/** Aggregations that add up numbers; percentiles need buckets. */
export type LineAggregation = Exclude<MetricAggregation, `p${string}`>;

/** How values of one series and step become that of a line and step; cells have a `value` and a `weight`. */
export type CellMerge = "add" | "divide" | "least" | "greatest" | "latest";
export const MERGE_SQL: Record<CellMerge, string> = {
  add: "sum(value)",
  divide: "if(sum(weight) > 0, sum(value) / sum(weight), nan)",
  least: "min(value)",
  greatest: "max(value)",
  latest: "argMax(value, weight)",
};

/** A gauge that was not sent again counts in sums for this long. */
const CARRY_SECONDS = 120;

type Reading = "rate" | "increase";

/** How a class of numbers or of observations answers the aggregation: statements of its cells, columns `series_id, step, value, weight`. */
export function cellsOf(each: SeriesClass, aggregation: LineAggregation, scope: CellScope): string[] {
  return each.kind >= KIND.histogram
    ? observationCells(each, aggregation, scope)
    : [numberCells(each, aggregation, scope)];
}

/** How the cells of an aggregation are merged into a line. */
export function mergeOf(aggregation: LineAggregation): CellMerge {
  const merges = { avg: "divide", min: "least", max: "greatest", last: "latest" } as const;
  return aggregation in merges ? merges[aggregation as keyof typeof merges] : "add";
}

function numberCells(each: SeriesClass, aggregation: LineAggregation, scope: CellScope): string {
  const { steps } = scope;
  const { low, high, sum, points, last, at } = numberColumns(steps);
  const isDelta = each.kind === KIND.sum && each.temporality === TEMPORALITY.delta;
  switch (aggregation) {
    case "rate":
    case "increase":
      return isDelta ? deltaCells("numbers", sum, aggregation, scope) : growthCells(each, aggregation, scope);
    case "sum":
      if (isDelta) return deltaCells("numbers", sum, "increase", scope);
      return each.monotonic ? growthCells(each, "increase", scope) : carriedCells(scope);
    case "avg":
      return plainCells(sum, `toFloat64(${points})`, "numbers", scope);
    case "count":
      return plainCells(`toFloat64(${points})`, "0.", "numbers", scope);
    case "last":
      return plainCells(last, secondsSql(at, steps), "numbers", scope);
    default:
      return plainCells(aggregation === "min" ? low : high, "0.", "numbers", scope);
  }
}

/** The quantile of each summary's last point in a step; absent where it has no such quantile. */
export function quantileCells(ratio: string, scope: CellScope): string {
  const at = `arrayFirstIndex(level -> abs(level - ${ratio}) < 1e-9, argMax(bounds, ts))`;
  return plainCells(`argMax(quantiles, ts)[${at}]`, "0.", "histograms", scope, ` HAVING ${at} > 0`);
}

/** Values of the points in each step. */
function plainCells(value: string, weight: string, table: MetricTable, scope: CellScope, having = ""): string {
  const { steps, rows } = scope;
  return `SELECT series_id, ${stepSql(steps)} AS step, ${value} AS value, ${weight} AS weight
  FROM ${tableOf(table, steps)} WHERE ${rows} AND ${sourceRangeSql(steps, steps.fromMs)}
  GROUP BY series_id, step${having}`;
}

/** The latest value of each series, also in the steps after it as long as it counts. */
function carriedCells(scope: CellScope): string {
  const { steps, rows, nowMs } = scope;
  const { last, at } = numberColumns(steps);
  const step = steps.stepMs / 1000;
  const end = Math.max(0, Math.ceil((Math.min(endMs(steps), nowMs) - steps.fromMs) / steps.stepMs) - 1);
  return `SELECT series_id, k AS step, value, 0. AS weight FROM (
    SELECT series_id, step, value, t, leadInFrame(step, 1, ${steps.count}) OVER w AS next
    FROM (
      SELECT series_id, ${stepSql(steps)} AS step, ${last} AS value, ${secondsSql(at, steps)} AS t
      FROM ${tableOf("numbers", steps)} WHERE ${rows} AND ${sourceRangeSql(steps, steps.fromMs - CARRY_SECONDS * 1000)}
      GROUP BY series_id, step
    )
    WINDOW w AS (PARTITION BY series_id ORDER BY step ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)
  )
  ARRAY JOIN range(greatest(toInt32(0), step), toInt32(greatest(toFloat64(step + 1),
    least(toFloat64(next), toFloat64(${end + 1}), ceil((t + ${CARRY_SECONDS}) / ${step}))))) AS k`;
}

function growthCells(each: SeriesClass, reading: Reading, scope: CellScope): string {
  const { low, high, last, at, since } = numberColumns(scope.steps);
  const values = each.monotonic ? { low, high } : { low: last, high: last };
  return readGrowth(streamsSql("numbers", { ...values, at, since }, scope), reading, scope);
}

function readGrowth(streams: string, reading: Reading, scope: CellScope): string {
  const growth = growthSql(streams, scope.steps);
  return reading === "rate" ? rateSql(growth, scope.steps, scope.nowMs) : increaseSql(growth);
}

/** The rows that `growthSql` takes. */
function streamsSql(
  table: MetricTable,
  columns: { low: string; high: string; at: string; since: string },
  { steps, rows }: CellScope,
): string {
  return `SELECT series_id, start_ts, ${stepSql(steps)} AS step, ${columns.low} AS low, ${columns.high} AS high,
    ${secondsSql(columns.at, steps)} AS t, ${secondsSql(columns.since, steps)} AS since, argMin(has_start, ${timeColumn(steps)}) AS known
  FROM ${tableOf(table, steps)} WHERE ${rows} AND ${sourceRangeSql(steps, lookBackMs(steps))}
  GROUP BY series_id, start_ts, step`;
}

/** Sums of deltas; each covers the time since the begin of its first point's interval. */
function deltaCells(table: MetricTable, sum: string, reading: Reading, scope: CellScope): string {
  const { steps, rows, nowMs } = scope;
  const { at, since } = numberColumns(steps);
  const growth = `SELECT series_id, step, grown, t0, t,
    step = max(step) OVER (PARTITION BY series_id) AS ends, 0 AS reset
  FROM (
    SELECT series_id, ${stepSql(steps)} AS step, toFloat64(${sum}) AS grown,
      ${secondsSql(since, steps)} AS t0, ${secondsSql(at, steps)} AS t
    FROM ${tableOf(table, steps)} WHERE ${rows} AND ${sourceRangeSql(steps, steps.fromMs)}
    GROUP BY series_id, step
  )`;
  return reading === "rate" ? rateSql(growth, steps, nowMs) : increaseSql(growth);
}

/** Histograms and summaries: `count`, `rate` and `increase` are of observations, `sum` and `avg` of their values. */
function observationCells(each: SeriesClass, aggregation: LineAggregation, scope: CellScope): string[] {
  switch (aggregation) {
    case "rate":
      return [observed("count", "rate", each, scope)];
    case "sum":
      return [observed("value", "increase", each, scope)];
    case "avg": {
      const counts = observed("count", "increase", each, scope);
      return [
        `SELECT series_id, step, value, 0. AS weight FROM (${observed("value", "increase", each, scope)})`,
        `SELECT series_id, step, 0. AS value, c.value AS weight FROM (${counts}) AS c`,
      ];
    }
    case "min":
    case "max": {
      const table = each.temporality === TEMPORALITY.delta ? "deltas" : "histograms";
      return [plainCells(`${aggregation}(${aggregation})`, "0.", table, scope, " HAVING isFinite(value)")];
    }
    default:
      return [observed("count", "increase", each, scope)];
  }
}

function observed(column: "count" | "value", reading: Reading, each: SeriesClass, scope: CellScope): string {
  if (each.temporality === TEMPORALITY.delta) return deltaCells("deltas", `sum(${column})`, reading, scope);
  const pick = (which: "argMin" | "argMax") => `toFloat64(${which}(${column}, ts))`;
  const columns = { low: pick("argMin"), high: pick("argMax"), at: "max(ts)", since: "min(ts)" };
  return readGrowth(streamsSql("histograms", columns, scope), reading, scope);
}
