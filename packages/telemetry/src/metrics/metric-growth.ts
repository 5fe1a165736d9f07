import type { MetricSteps } from "./metric-steps.ts";
import { lookBackMs, secondsSql } from "./metric-source.ts";
import { sqlTime } from "../time.ts";

/**
 * At the end a rate goes on after the last point for twice the time between two points, but no longer than this or a
 * step.
 */
const LIVE_END_SECONDS = 300;

/**
 * How much every stream grew in every step in which it has points: columns `series_id, step, grown, t0, t, ends`, the
 * growth being that of (t0, t], in seconds since the first step; `ends` is 1 for the last of a stream.
 *
 * `streams` has a row a stream and step: `series_id, start_ts, step, low, high, at, since, known`, step -1 for what came
 * before. Growth is counted from the value before. A stream without one counts from zero when it is known to have
 * begun at zero within what was read, and else from its own first value, which then says nothing about growth.
 */
export function growthSql(streams: string, steps: MetricSteps): string {
  const zero = `(known = 1 AND start_ts >= ${sqlTime(BigInt(lookBackMs(steps)) * 1_000_000n)})`;
  const [at, atBefore, start, since] = ["at", "at_before", "start_ts", "since"].map((time) => secondsSql(time, steps));
  return `SELECT series_id, step, t, ends,
    multiIf(has_before, high - before, ${zero}, high, high - low) AS grown,
    multiIf(has_before, ${atBefore}, ${zero}, ${start}, ${since}) AS t0
  FROM (
    SELECT series_id, start_ts, step, low, high, known, since, ${at} AS t,
      lagInFrame(step, 1, -2) OVER w > -2 AS has_before, lagInFrame(high) OVER w AS before, lagInFrame(at) OVER w AS at_before,
      leadInFrame(step, 1, -2) OVER w = -2 AS ends
    FROM (${streams})
    WINDOW w AS (PARTITION BY series_id, start_ts ORDER BY step ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)
  )
  WHERE step >= 0 AND (t0 < t OR grown != 0)`;
}

/** Growth as it was reported, whole in the step of its point: sums over steps are exact. */
export function increaseSql(growth: string): string {
  return `SELECT series_id, step, grown AS value, 0. AS weight FROM (${growth})`;
}

/**
 * Growth a second. What grew between two points is spread evenly over the time between them, so that neither steps
 * shorter than the interval of an exporter nor the unfinished last step show peaks and dips; at the live end, where the
 * next point is not due yet, the last rate goes on.
 */
export function rateSql(growth: string, steps: MetricSteps, nowMs: number): string {
  const step = sqlFloat(steps.stepMs / 1000);
  const endSeconds = Math.min(steps.count * steps.stepMs, nowMs - steps.fromMs) / 1000;
  const end = sqlFloat(endSeconds);
  const last = Math.max(0, Math.ceil(endSeconds / (steps.stepMs / 1000)) - 1);
  const goesOn = `ends AND ${end} > t AND ${end} - t <= least(${Math.max(LIVE_END_SECONDS, steps.stepMs / 1000)}., 2 * (t - t0))`;
  const stepEnd = `if(k = ${last} AND ${end} > k * ${step}, ${end}, (k + 1) * ${step})`;
  return `SELECT series_id, k AS step,
    if(t > t0, grown / (t - t0) * greatest(0, least(t1, ${stepEnd}) - greatest(t0, k * ${step})), grown)
      / greatest(1e-3, ${stepEnd} - k * ${step}) AS value,
    0. AS weight
  FROM (
    SELECT series_id, step, grown, t0, t, if(${goesOn}, ${end}, t) AS t1,
      if(t > t0, toInt32(greatest(0, floor(t0 / ${step}))), step) AS k0,
      if(t > t0, toInt32(least(${steps.count - 1}, greatest(k0, ceil(t1 / ${step}) - 1))), step) AS k1
    FROM (${growth})
  )
  ARRAY JOIN range(k0, k1 + 1) AS k`;
}

/** A literal of type Float64. */
function sqlFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.` : String(value);
}
