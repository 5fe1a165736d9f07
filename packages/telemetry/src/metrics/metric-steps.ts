import { stepsOf, type Steps } from "../time.ts";

/** Steps of a metric's chart and what they are read from. */
export interface MetricSteps extends Steps {
  /** Points themselves below a minute, else the coarsest roll-up whose rows fit into the steps. */
  from: "points" | "minutes" | "hours";
}

/** No series has more points than this. */
export const MAX_STEPS = 1_500;
/** What an unasked chart aims at: a pixel or two a point on a screen, and few enough for 100 series at once. */
const WANTED_STEPS = 300;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * The steps of a range. Without `stepMs` about 300 round ones of at least a minute; with it these, whole minutes from a
 * minute on, or the next round ones when there would be more than 1,500.
 */
export function chooseSteps(range: { from: string; to: string }, stepMs?: number): MetricSteps {
  const steps = stepMs === undefined ? stepsOf(range.from, range.to, WANTED_STEPS, 60) : cut(range, roundUp(stepMs));
  const from = steps.stepMs % HOUR_MS === 0 ? "hours" : steps.stepMs % MINUTE_MS === 0 ? "minutes" : "points";
  return { ...steps, from };
}

/** Whole seconds below a minute, whole minutes from there: what the roll-ups can give. */
function roundUp(stepMs: number): number {
  const unit = stepMs <= MINUTE_MS ? 1_000 : MINUTE_MS;
  return Math.ceil(stepMs / unit) * unit;
}

function cut(range: { from: string; to: string }, stepMs: number): Steps {
  const fromMs = Math.floor(Date.parse(range.from) / stepMs) * stepMs;
  const count = Math.ceil((Date.parse(range.to) - fromMs) / stepMs);
  // One less, since the first step may begin before the range and so add one.
  return count <= MAX_STEPS ? { fromMs, stepMs, count } : stepsOf(range.from, range.to, MAX_STEPS - 1);
}
