import { type LoadErrorKind, type LoadThreshold, meetsLoadThreshold } from "@plimsoll/core";
import { LatencyHistogram } from "../latency-histogram.ts";
import type { StepInterval } from "../run/load-types.ts";

/** Merged figures of one step over a run or a window; the step `""` counts iterations. */
export type StepTotals = Pick<
  StepInterval,
  "step" | "kind" | "planned" | "answered" | "failed" | "dropped" | "errors" | "checks" | "histogram"
>;

export interface ThresholdJudgement {
  /** Null where there is nothing to judge by: nothing was answered, or the step has not been reached. */
  ok: boolean | null;
  /** In the threshold's own unit. */
  value: number | null;
}

const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
/** Of these an answer was received, so that they are among `answered`. */
const OF_ANSWERS: ReadonlySet<string> = new Set<LoadErrorKind>(["status", "check", "extract"]);

/**
 * Judges a threshold by the merged figures of all shares: of its step, or of all requests together. `dropped` without a
 * step is about iterations.
 * @param seconds that the totals cover, for rates
 */
export function judgeThreshold(
  threshold: LoadThreshold,
  totals: readonly StepTotals[],
  seconds: number,
): ThresholdJudgement {
  const value = measure(threshold, totals, seconds);
  return { ok: value === null ? null : meetsLoadThreshold(threshold, value), value };
}

function measure({ step, metric, unit }: LoadThreshold, all: readonly StepTotals[], seconds: number): number | null {
  const judged = all.filter((each) =>
    step === null ? each.step !== "" && each.kind === "request" : each.step === step,
  );
  switch (metric) {
    case "dropped":
      return droppedOf(step === null ? all.filter((each) => each.step === "") : judged, unit === "share");
    case "errors":
      return errorShareOf(judged);
    case "rate":
      return seconds > 0 ? sum(judged, (each) => each.answered) / seconds : null;
    case "checks":
      return passedShare(judged);
    default: {
      const merged = new LatencyHistogram();
      for (const each of judged) merged.add(each.histogram);
      if (merged.count === 0) return null;
      if (metric === "max") return merged.maxUs / 1_000;
      if (metric === "mean") return merged.sumUs / merged.count / 1_000;
      return merged.quantileUs(QUANTILES[metric]) / 1_000;
    }
  }
}

/** Share, 0 to 1, of requests that ended which failed, whether they were answered or not; null while none has ended. */
export function errorShareOf(steps: readonly Pick<StepTotals, "answered" | "failed" | "errors">[]): number | null {
  const failed = sum(steps, (each) => each.failed);
  const unanswered = sum(steps, unansweredOf);
  const ended = Math.max(failed, sum(steps, (each) => each.answered) + unanswered);
  return ended === 0 ? null : failed / ended;
}

/** Requests that ended without an answer. */
export function unansweredOf({ errors }: Pick<StepTotals, "errors">): number {
  return Object.entries(errors).reduce((all, [kind, count]) => (OF_ANSWERS.has(kind) ? all : all + count), 0);
}

function droppedOf(steps: readonly StepTotals[], asShare: boolean): number | null {
  const dropped = sum(steps, (each) => each.dropped);
  if (!asShare) return dropped;
  const planned = sum(steps, (each) => each.planned);
  return planned === 0 ? null : dropped / planned;
}

function passedShare(steps: readonly StepTotals[]): number | null {
  const checks = steps.flatMap((each) => each.checks);
  const passed = checks.reduce((all, check) => all + check.passed, 0);
  const failed = checks.reduce((all, check) => all + check.failed, 0);
  return passed + failed === 0 ? null : passed / (passed + failed);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
