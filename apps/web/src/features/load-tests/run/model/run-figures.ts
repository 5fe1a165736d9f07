import type { LoadRunView, LoadScript } from "@plimsoll/core";
import { isUnderWay } from "../../model/run-states.ts";

/** The four figures at the top: of this moment while a run goes on, of the whole run afterwards. */
export interface RunFigures {
  isNow: boolean;
  rate: number | null;
  /** Null for users, of whom nobody plans a rate, and for a whole search, which plans many. */
  plannedRate: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  errorShare: number | null;
  failed: number;
  dropped: number;
  planned: number;
}

type Measured = Pick<LoadRunView, "run" | "series" | "stepSeconds" | "totalMs"> & {
  script: Pick<LoadScript, "load">;
};

export function runFigures(view: Measured): RunFigures {
  const { run, series, stepSeconds } = view;
  const isClosed = view.script.load.mode === "closed";
  const sum = (key: "failed" | "dropped" | "planned" | "answered") =>
    Math.round(series.reduce((total, point) => total + point[key] * stepSeconds, 0));
  const totals = run.figures ?? { failed: sum("failed"), dropped: sum("dropped"), planned: sum("planned") };
  const counts = { failed: totals.failed, dropped: totals.dropped, planned: totals.planned };
  if (!isUnderWay(run.state) && run.figures) {
    const { rate, p50Ms, p95Ms, p99Ms, planned } = run.figures;
    // Late answers make the series longer than what was planned.
    const seconds = Math.min(series.length * stepSeconds, (view.totalMs ?? Number.POSITIVE_INFINITY) / 1000);
    const plannedRate = run.mode !== "open" || seconds === 0 ? null : planned / seconds;
    return { isNow: false, rate, plannedRate, p50Ms, p95Ms, p99Ms, errorShare: run.errorShare, ...counts };
  }
  const last = series.at(-1);
  return {
    isNow: true,
    rate: last?.answered ?? null,
    plannedRate: isClosed ? null : (last?.planned ?? null),
    p50Ms: last?.p50Ms ?? null,
    p95Ms: last?.p95Ms ?? null,
    p99Ms: last?.p99Ms ?? null,
    errorShare: run.errorShare ?? shareOf(sum("failed"), Math.max(sum("answered"), sum("failed"))),
    ...counts,
  };
}

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
