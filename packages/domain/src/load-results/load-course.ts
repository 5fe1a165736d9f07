import type { LoadPoint, LoadRunView } from "@plimsoll/core";
import type { LoadSeriesPoint } from "@plimsoll/telemetry";
import { summariseLatency } from "./latency-summary.ts";

const MAX_POINTS = 300;
const STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
/** Kinds of errors of which an answer was received: they are counted under its status. */
const ANSWERED_KINDS = new Set(["status", "check", "extract"]);

/** Length of a point so that so many seconds make 300 points at most. */
export function stepSecondsOf(seconds: number): number {
  const least = seconds / MAX_POINTS;
  return STEPS_SECONDS.find((step) => step >= least) ?? Math.ceil(least / 3600) * 3600;
}

/** The points of the charts; a point of which nothing is stored is absent. */
export function toPoints(series: readonly LoadSeriesPoint[], perIteration: number): LoadRunView["series"] {
  return series.map((point): LoadPoint => {
    const perSecond = (count: number) => count / point.seconds;
    return {
      second: point.second,
      ...summariseLatency(point.histogram),
      planned: perSecond(point.planned * perIteration),
      sent: perSecond(point.sent),
      answered: perSecond(point.answered),
      failed: perSecond(point.failed),
      dropped: perSecond(point.dropped * perIteration),
      inFlight: point.inFlight,
      cpu: point.cpu,
      lagMs: point.lagMs,
      outcomes: Object.fromEntries(
        [
          ...Object.entries(point.statuses),
          ...Object.entries(point.errors).filter(([kind]) => !ANSWERED_KINDS.has(kind)),
        ].map(([outcome, count]) => [outcome, perSecond(count)]),
      ),
    };
  });
}
