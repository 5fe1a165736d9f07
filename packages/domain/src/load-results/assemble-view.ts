import type { LoadErrorKind, LoadRunItem, LoadRunView, LoadScript, LoadThresholdState } from "@plimsoll/core";
import { errorShareOf } from "@plimsoll/load-engine";
import type { LoadSeriesPoint, LoadStepSums } from "@plimsoll/telemetry";
import { plannedDurationMs } from "../load-tests/load-run-item.ts";
import { judgeThresholds } from "./judge-run.ts";
import { stepSecondsOf, toPoints } from "./load-course.ts";
import { requestsPerIteration, toRunFigures, toStepFigures } from "./load-figures.ts";
import { toHeatmap } from "./load-heatmap.ts";
import { lostShareOf } from "./planned-load.ts";
import { type ShareOutcome, writeNotes } from "./run-notes.ts";

/** What was measured of a run so far, or of all of it. */
export interface MeasuredRun {
  script: LoadScript;
  shares: readonly ShareOutcome[];
  elapsedMs: number;
  /** By step, the whole under `""`. */
  totals: readonly LoadStepSums[];
  stepSeconds: number;
  series: readonly LoadSeriesPoint[];
  /** As judged second by second while it ran, or when it ended. */
  thresholds: readonly LoadThresholdState[];
  /** As written when it ended; null while it runs. */
  notes: string[] | null;
}

type Assembled = Omit<LoadRunView, "run" | "shares" | "slowest" | "capacity">;

/** Everything of a view that follows from what was measured. */
export function assembleView(measured: MeasuredRun): Assembled {
  const { script, shares, elapsedMs, totals, stepSeconds, series, thresholds, notes } = measured;
  const whole = wholeOf(totals);
  const seconds = secondsOf(totals, plannedDurationMs(script.load));
  const isOver = notes !== null && thresholds.length > 0;
  return {
    script,
    lostShare: lostShareOf(script.load, elapsedMs, shares),
    elapsedMs,
    totalMs: plannedDurationMs(script.load),
    // A run that has ended keeps what was found then; its figures may have expired since.
    thresholds: isOver
      ? [...thresholds]
      : judgeThresholds({ script, totals, seconds, rolling: thresholds, capacity: null }),
    notes: notes ?? writeNotes({ shares, whole }),
    stepSeconds,
    series: toPoints(series, requestsPerIteration(script)),
    heatmap: toHeatmap(series, stepSeconds),
    steps: totals.filter((sums) => sums.step !== "").map((sums) => toStepFigures(sums, seconds)),
    statuses: Object.entries(whole?.statuses ?? {})
      .map(([status, count]) => ({ status: Number(status), count }))
      .sort((a, b) => a.status - b.status),
    errors: Object.entries(whole?.errors ?? {})
      .map(([kind, count]) => ({ kind: kind as LoadErrorKind, count }))
      .sort((a, b) => b.count - a.count),
  };
}

/** A run as lists show it, with the figures so far where it has none of its own yet. */
export function withFigures(item: LoadRunItem, { script, totals }: MeasuredRun): LoadRunItem {
  const whole = wholeOf(totals);
  if (item.figures || !whole) return item;
  const seconds = secondsOf(totals, plannedDurationMs(script.load));
  const figures = toRunFigures(whole, { seconds, perIteration: requestsPerIteration(script) });
  return { ...item, figures, errorShare: errorShareOf([whole]) };
}

/** Length of a point so that the charts of the run have 300 at most. */
export function chartStepOf(script: LoadScript, elapsedMs: number): number {
  return stepSecondsOf((plannedDurationMs(script.load) ?? elapsedMs) / 1000);
}

/** Seconds of which there are figures; answers that came after the planned end make the run no longer. */
export function secondsOf(
  totals: readonly Pick<LoadStepSums, "step" | "lastSecond">[],
  totalMs: number | null,
): number {
  const measured = (wholeOf(totals)?.lastSecond ?? -1) + 1;
  return totalMs === null ? measured : Math.min(measured, totalMs / 1000);
}

function wholeOf<Sums extends Pick<LoadStepSums, "step">>(totals: readonly Sums[]): Sums | null {
  return totals.find((sums) => sums.step === "") ?? null;
}
