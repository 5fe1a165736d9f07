import type { MetricSteps } from "./metric-steps.ts";
import { lookBackMs, secondsSql } from "./metric-source.ts";
import { sqlTime } from "../time.ts";

/**
 * At the end a rate goes on after the last point for twice the time between two points, but no longer than this or a
 * step.
 */
const LIVE_END_SECONDS = 300;

/** True for a stream that is known to have begun at zero within what was read. */
export function fromZeroSql(steps: MetricSteps): string {
  return `(known = 1 AND start_ts >= ${sqlTime(BigInt(lookBackMs(steps)) * 1_000_000n)})`;
}

/**
 * How much every stream grew in every step in which it has points: columns `series_id, step, grown, t0, t, ends, reset`, the
 * growth being that of (t0, t], in seconds since the first step; `ends` is 1 for the last of a series,
 * `reset` where a stream of a series begins after another.
 *
 * `streams` has a row a stream and step: `series_id, start_ts, step, low, high, t, since, known`, times in the same
 * seconds, step -1 for what came before. Growth is counted from the value before. A stream without one counts from zero
 * when it is known to have begun at zero within what was read. One of unknown start goes on from the stream before it in
 * its series, from zero when it lies below that; the very first counts from its own first value, which says nothing
 * about growth.
 */
export function growthSql(streams: string, steps: MetricSteps): string {
  const start = secondsSql("start_ts", steps);
  // A level for each expression that others build on: an alias used twice would be worked out, and planned, twice.
  return `SELECT series_id, step, t0, t, grown, ends, reset FROM (
    SELECT series_id, step, t, ends, reset,
      multiIf(origin = 1, high - before, origin = 2, high, origin = 3, high - if(low < before, 0, before), high - low) AS grown,
      multiIf(origin = 1, t_before, origin = 2, ${start}, origin = 3, least(t_before, since), since) AS t0
    FROM (
      SELECT series_id, start_ts, step, low, high, since, t, before, t_before, next = -2 AS ends,
        prior > -2 AND start_before != start_ts AND (known = 1 OR low < before) AS reset,
        multiIf(prior > -2 AND start_before = start_ts, 1, ${fromZeroSql(steps)}, 2, prior > -2 AND known = 0, 3, 4) AS origin
      FROM (
        SELECT *, lagInFrame(step, 1, -2) OVER w AS prior, leadInFrame(step, 1, -2) OVER w AS next,
          lagInFrame(high) OVER w AS before, lagInFrame(t) OVER w AS t_before, lagInFrame(start_ts) OVER w AS start_before
        FROM (${streams})
        WINDOW w AS (PARTITION BY series_id ORDER BY start_ts, step ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)
      )
      WHERE step >= 0
    )
  )
  WHERE t0 < t OR grown != 0`;
}

/** Growth as it was reported, whole in the step of its point: sums over steps are exact. `weight` counts resets. */
export function increaseSql(growth: string): string {
  return `SELECT series_id, step, grown AS value, toFloat64(reset) AS weight FROM (${growth})`;
}

/**
 * Growth a second. What grew between two points is spread evenly over the time between them, so that neither steps
 * shorter than the interval of an exporter nor the unfinished last step show peaks and dips; at the live end, where the
 * next point is not due yet, the last rate goes on. `weight` counts resets.
 */
export function rateSql(growth: string, steps: MetricSteps, nowMs: number): string {
  const step = sqlFloat(steps.stepMs / 1000);
  const endSeconds = Math.min(steps.count * steps.stepMs, nowMs - steps.fromMs) / 1000;
  const end = sqlFloat(endSeconds);
  const last = Math.max(0, Math.ceil(endSeconds / (steps.stepMs / 1000)) - 1);
  const longest = Math.max(LIVE_END_SECONDS, steps.stepMs / 1000);
  return `SELECT series_id, k AS step, rate * greatest(0, least(t1, k_end) - greatest(t0, k * ${step})) / greatest(1e-3, k_end - k * ${step}) AS value,
    if(k = k0, toFloat64(reset), 0.) AS weight
  FROM (
    SELECT series_id, k, k0, t0, t1, rate, reset, if(k = ${last} AND ${end} > k * ${step}, ${end}, (k + 1) * ${step}) AS k_end
    FROM (
      SELECT series_id, t0, t1, rate, reset, k0, arrayJoin(range(k0, toInt32(least(${steps.count}, ceil(t1 / ${step}))))) AS k
      FROM (
        SELECT series_id, t0, reset, grown / greatest(1e-3, t - t0) AS rate, toInt32(greatest(0, floor(t0 / ${step}))) AS k0,
          if(ends AND ${end} > t AND ${end} - t <= least(${longest}., 2 * (t - t0)), ${end}, greatest(t, t0 + 1e-3)) AS t1
        FROM (${growth})
      )
    )
  )`;
}

/** A literal of type Float64. */
function sqlFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.` : String(value);
}
