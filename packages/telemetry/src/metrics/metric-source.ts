import type { MetricSteps } from "./metric-steps.ts";
import { DATABASE } from "../spans-columns.ts";
import { sqlSecond, sqlTime } from "../time.ts";

const NANOS_PER_MILLI = 1_000_000n;
const HOUR_MS = 3_600_000;
/** How far back the point before the range is looked for: several intervals of any usual exporter. */
const LOOK_BACK_MS = { points: 10 * 60_000, minutes: HOUR_MS, hours: 3 * HOUR_MS };
/** Width of the roll-ups' first time key. */
const ROLLUP_KEY_MS = 6 * HOUR_MS;

/** Names of what is read; all expressions aggregate the rows of a stream (or series) and step. */
export interface NumberColumns {
  /** Of a stream that never falls: its first and last value. */
  low: string;
  high: string;
  sum: string;
  points: string;
  last: string;
  /** Time of the last point, and begin of what the points cover. */
  at: string;
  since: string;
}

const OF_POINTS: NumberColumns = {
  low: "min(value)",
  high: "max(value)",
  sum: "sum(value)",
  points: "count()",
  last: "argMax(value, ts)",
  at: "max(ts)",
  since: "min(from_ts)",
};
const OF_ROLLUPS: NumberColumns = {
  low: "min(value_min)",
  high: "max(value_max)",
  sum: "sum(value_sum)",
  points: "sum(points)",
  last: "argMax(last, last_ts)",
  at: "max(last_ts)",
  since: "min(first_ts)",
};

/** The columns of numbers at the resolution of the steps. */
export function numberColumns(steps: MetricSteps): NumberColumns {
  return steps.from === "points" ? OF_POINTS : OF_ROLLUPS;
}

export type MetricTable = "numbers" | "histograms" | "deltas";
const ROLLUPS = {
  numbers: { minutes: "metric_minutes", hours: "metric_hours" },
  histograms: { minutes: "metric_histogram_minutes", hours: "metric_histogram_hours" },
  deltas: { minutes: "metric_delta_minutes", hours: "metric_delta_hours" },
};

/** The table that has these data at the resolution of the steps. */
export function tableOf(table: MetricTable, steps: MetricSteps): string {
  return `${DATABASE}.${steps.from === "points" ? "metric_points" : ROLLUPS[table][steps.from]}`;
}

/** Column that says when a row is, for ordering rows of a stream. */
export function timeColumn(steps: MetricSteps): string {
  return steps.from === "points" ? "ts" : "time";
}

/** Start of what is read: the first step, and before it what tells growth in it. */
export function lookBackMs(steps: MetricSteps): number {
  return steps.fromMs - LOOK_BACK_MS[steps.from];
}

/** End of the last step. */
export function endMs(steps: MetricSteps): number {
  return steps.fromMs + steps.count * steps.stepMs;
}

/**
 * Rows from `sinceMs` to the end of the steps. The bounds of the first time key are said as well: they prune, whole
 * granules at a time, where ClickHouse would not derive them.
 */
export function sourceRangeSql(steps: MetricSteps, sinceMs: number): string {
  const [since, end] = [Math.max(0, sinceMs), endMs(steps)];
  if (steps.from === "points") {
    const [low, high] = [BigInt(since) * NANOS_PER_MILLI, BigInt(end) * NANOS_PER_MILLI];
    const hour = (at: number) => sqlSecond((Math.floor(at / HOUR_MS) * HOUR_MS) / 1000);
    return `ts >= ${sqlTime(low)} AND ts < ${sqlTime(high)} AND toStartOfHour(ts) >= ${hour(since)} AND toStartOfHour(ts) <= ${hour(end)}`;
  }
  const key = "toStartOfInterval(time, toIntervalHour(6))";
  const bucket = (at: number) => sqlSecond((Math.floor(at / ROLLUP_KEY_MS) * ROLLUP_KEY_MS) / 1000);
  // The roll-up that `since` lies in is read as a whole.
  const resolution = steps.from === "hours" ? HOUR_MS : 60_000;
  const first = Math.floor(since / resolution) * resolution;
  return `time >= ${sqlSecond(first / 1000)} AND time < ${sqlSecond(end / 1000)} AND ${key} >= ${bucket(first)} AND ${key} <= ${bucket(end)}`;
}

/** Index of a row's step; -1 for everything before the first. */
export function stepSql(steps: MetricSteps): string {
  const millis = steps.from === "points" ? "toUnixTimestamp64Milli(ts)" : "toInt64(toUnixTimestamp(time)) * 1000";
  return `if(${millis} < ${steps.fromMs}, -1, toInt32(intDiv(${millis} - ${steps.fromMs}, ${steps.stepMs})))`;
}

/** A time as seconds since the begin of the first step. */
export function secondsSql(time: string, steps: MetricSteps): string {
  return `(toUnixTimestamp64Nano(${time}) - ${BigInt(steps.fromMs) * NANOS_PER_MILLI}) / 1e9`;
}
