import {
  type LoadFigures,
  type LoadRunState,
  type LoadScript,
  type LoadThresholdState,
  parseLoadThreshold,
} from "@plimsoll/core";
import { errorShareOf, judgeThreshold } from "@plimsoll/load-engine";
import type { LoadSums } from "@plimsoll/telemetry";
import type { LoadRunResult } from "../load-tests/load-run-records.ts";
import { requestsPerIteration, toRunFigures } from "./load-figures.ts";
import { type ShareOutcome, writeNotes } from "./run-notes.ts";
import { describeCapacity, describeEnd } from "./run-verdict.ts";

/** All that decides how a run went. */
export interface EndedRun {
  script: LoadScript;
  /** By step, the whole under `""`: of all of the run, or of what confirmed a load line. */
  totals: readonly LoadSums[];
  /** Seconds that count: for rates. */
  seconds: number;
  shares: readonly ShareOutcome[];
  /** As rolling windows were judged while it ran, by their text. */
  rolling: readonly LoadThresholdState[];
  isCancelled: boolean;
  /** Why a threshold, or who, ended it early; null when nobody did. */
  abortReason: string | null;
  /** Why it could not run or go on; null when it could. */
  error: string | null;
  /** How a capacity search ended; null in other modes. */
  capacity: LoadRunResult["capacity"];
}

export interface RunJudgement {
  state: Extract<LoadRunState, "passed" | "failed" | "aborted" | "cancelled" | "error">;
  /** One sentence: why it ended so. */
  verdict: string;
  /** Null when nothing was measured. */
  figures: LoadFigures | null;
  errorShare: number | null;
  thresholds: LoadThresholdState[];
  notes: string[];
  generatorBound: boolean;
}

/** Judges a run that has ended, by its merged figures and what its shares said. */
export function judgeRun(run: EndedRun): RunJudgement {
  const whole = run.totals.find((sums) => sums.step === "");
  const thresholds = judgeThresholds(run);
  const generatorBound = isGeneratorBound(run);
  const perIteration = requestsPerIteration(run.script);
  const figures = whole ? toRunFigures(whole, { seconds: run.seconds, perIteration }) : null;
  return {
    ...decide(run, thresholds, generatorBound),
    figures,
    errorShare: whole ? errorShareOf([whole]) : null,
    thresholds,
    notes: writeNotes({ shares: run.shares, whole: whole ?? null }),
    generatorBound,
  };
}

/** A search overloads on purpose, its generator at times too: what counts is the step that set the limit. */
function isGeneratorBound({ capacity, shares }: EndedRun): boolean {
  return capacity?.line ? capacity.generatorLate : shares.some((share) => share.report?.generatorBound);
}

/**
 * Every threshold of the script as it stands: those over the whole run by the totals so far, rolling ones as they were
 * judged second by second. A capacity search breaks them on its way: there the totals are those of the confirmation of
 * the line that was found, and while there is none, nothing is judged.
 */
export function judgeThresholds(
  run: Pick<EndedRun, "script" | "totals" | "seconds" | "rolling" | "capacity">,
): LoadThresholdState[] {
  const isSearching = run.script.load.mode === "capacity" && !run.capacity?.line;
  const rolling = new Map(run.rolling.map((state) => [state.text, state]));
  return run.script.thresholds.map((text) => {
    const threshold = parseLoadThreshold(text);
    const none = { text: threshold.text, ok: null, value: null, brokenAtSecond: null, abort: threshold.abort };
    const watched = rolling.get(threshold.text);
    if (threshold.windowMs !== null || isSearching) return watched ?? none;
    return {
      ...none,
      ...judgeThreshold(threshold, run.totals, run.seconds),
      brokenAtSecond: watched?.brokenAtSecond ?? null,
    };
  });
}

function decide(
  run: EndedRun,
  thresholds: readonly LoadThresholdState[],
  generatorBound: boolean,
): Pick<RunJudgement, "state" | "verdict"> {
  const answered = run.totals.find((sums) => sums.step === "")?.answered ?? 0;
  if (run.isCancelled) return { state: "cancelled", verdict: run.abortReason ?? "It was stopped by hand." };
  if (run.error !== null) return { state: "error", verdict: run.error };
  if (run.shares.length > 0 && run.shares.every((share) => share.state === "lost" || share.state === "failed")) {
    const reason = run.shares.find((share) => share.error)?.error;
    return { state: "error", verdict: reason ?? "Every worker process that sent it was lost." };
  }
  if (run.abortReason !== null) return { state: "aborted", verdict: run.abortReason };
  if (run.script.load.mode === "capacity") {
    const found = describeCapacity(run.capacity);
    if (!run.capacity?.line) return { state: "failed", verdict: found };
    if (!generatorBound) return { state: "passed", verdict: found };
    // Such a rate may be the generator's own: it would stand as a load line for weeks.
    const doubt = "The generator was late where it broke, so this may be its limit: it is not kept as the load line.";
    return { state: "failed", verdict: `${found} ${doubt}` };
  }
  const broken = thresholds.filter((threshold) => threshold.ok === false);
  const verdict = describeEnd({ thresholds, answered, generatorBound });
  return { state: broken.length > 0 ? "failed" : "passed", verdict };
}
