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
  const goesOn = "prior > -2 AND start_before = start_ts";
  // Few levels, since each is planned anew, which takes longer than the rows do. What others build on has a level of its
  // own: an alias used twice would be worked out, and planned, twice.
  return `SELECT series_id, step, t, next = -2 AS ends, reset, change.1 AS grown, change.2 AS t0 FROM (
    SELECT series_id, step, t, next, prior > -2 AND start_before != start_ts AND (known = 1 OR low < before) AS reset,
      multiIf(${goesOn}, (high - before, t_before), ${fromZeroSql(steps)}, (high, ${start}),
        prior > -2 AND known = 0, (high - if(low < before, 0, before), least(t_before, since)), (high - low, since)) AS change
    FROM (
      SELECT series_id, start_ts, step, low, high, t, since, known, lagInFrame(step, 1, -2) OVER w AS prior,
        leadInFrame(step, 1, -2) OVER w AS next, lagInFrame(high) OVER w AS before, lagInFrame(t) OVER w AS t_before,
        lagInFrame(start_ts) OVER w AS start_before
      FROM (${streams})
      WINDOW w AS (PARTITION BY series_id ORDER BY start_ts, step ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)
    )
    WHERE step >= 0
  )
  WHERE change.2 < t OR change.1 != 0`;
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
  const seconds = steps.stepMs / 1000;
  const step = sqlFloat(seconds);
  const endSeconds = Math.min(steps.count * steps.stepMs, nowMs - steps.fromMs) / 1000;
  const end = sqlFloat(endSeconds);
  const last = Math.max(0, Math.ceil(endSeconds / seconds) - 1);
  const longest = Math.max(LIVE_END_SECONDS, seconds);
  // The step in progress ends now.
  const isCut = endSeconds > last * seconds;
  const ofStep = (whole: string, cut: string) => (isCut ? `if(k = ${last}, ${cut}, ${whole})` : whole);
  const stepEnd = ofStep(`(k + 1) * ${step}`, end);
  const width = ofStep(step, sqlFloat(Math.max(1e-3, endSeconds - last * seconds)));
  return `SELECT series_id, k AS step, rate * greatest(0, least(t1, ${stepEnd}) - greatest(t0, k * ${step})) / ${width} AS value,
    if(k = k0, toFloat64(reset), 0.) AS weight
  FROM (
    SELECT series_id, t0, reset, grown / greatest(1e-3, t - t0) AS rate, toInt32(greatest(0, floor(t0 / ${step}))) AS k0,
      if(ends AND ${end} > t AND ${end} - t <= least(${longest}., 2 * (t - t0)), ${end}, greatest(t, t0 + 1e-3)) AS t1
    FROM (${growth})
  )
  ARRAY JOIN range(k0, toInt32(least(${steps.count}, ceil(t1 / ${step})))) AS k`;
}

/** A literal of type Float64. */
function sqlFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.` : String(value);
}
