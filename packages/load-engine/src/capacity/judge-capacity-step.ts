import { type LoadThreshold, parseLoadThreshold } from "@plimsoll/core";
import { LatencyHistogram } from "../latency-histogram.ts";
import { errorShareOf, judgeThreshold, type StepTotals, unansweredOf } from "../thresholds/judge-threshold.ts";
import type { CapacityOutcome, CapacityPlan } from "./capacity-types.ts";

/** Of what was planned, the share that must be answered: below it a queue grows without end. */
export const ANSWERED_SHARE = 0.97;
const MAX_LAG_MS = 50;
const LATE_SECONDS_SHARE = 0.1;

export interface CapacityJudgement extends Omit<CapacityOutcome, "kind" | "rate" | "inFlight" | "late"> {
  /** Why it broke, a sentence; null when it held. */
  reason: string | null;
}

/**
 * Objectives of a search: the test's thresholds, and less than 1 % errors where none of them is about errors: a target that
 * answers with failures carries nothing. Where there are no thresholds, also that p95 stays below four times that of the
 * first step, or 50 ms where that is more.
 * @param firstP95Ms p95 of the first step; null before it has ended
 */
export function capacityObjectives(thresholds: readonly string[], firstP95Ms: number | null): string[] {
  const isAboutErrors = thresholds
    .map(parseLoadThreshold)
    .some(({ step, metric }) => step === null && metric === "errors");
  const objectives = isAboutErrors ? [...thresholds] : ["errors < 1%", ...thresholds];
  if (thresholds.length > 0 || firstP95Ms === null) return objectives;
  return [...objectives, `p95 < ${Math.max(50, Math.ceil(4 * firstP95Ms))}ms`];
}

/**
 * Judges a step of a capacity search by the merged figures of the time that counts. It holds when every objective holds,
 * rolling ones over the whole step, and at least 97 % of the planned rate was answered.
 */
export function judgeCapacityStep(
  step: Pick<CapacityPlan, "rate" | "warmupMs" | "measureMs">,
  totals: readonly StepTotals[],
  objectives: readonly string[],
): CapacityJudgement {
  const iterations = totals.find((each) => each.step === "");
  const requests = totals.filter((each) => each.kind === "request" && each.step !== "");
  const seconds = step.measureMs / 1_000;
  const answered = (iterations?.answered ?? 0) * answeredShareOf(requests);
  const measured = {
    answeredRate: answered / dueSeconds(step, iterations),
    p95Ms: p95Of(requests),
    iterationMs: p95Of(iterations ? [iterations] : []),
    errorShare: errorShareOf(requests),
  };
  const broken = objectives
    .map(parseLoadThreshold)
    .map((threshold) => ({ threshold, ...judgeThreshold(threshold, totals, seconds) }))
    .find(({ ok }) => ok === false);
  const reason = broken ? describe(broken.threshold, broken.value) : tooFew(step.rate, measured.answeredRate, answered);
  return { ...measured, held: reason === null, reason };
}

/**
 * Whether the generator was late in a step: in at least one of ten of its seconds that count.
 * @param lagsMs how late iterations began at worst, of each second and share, milliseconds
 */
export function isGeneratorLate(lagsMs: readonly number[]): boolean {
  const late = lagsMs.filter((lagMs) => lagMs > MAX_LAG_MS).length;
  return late > 0 && late >= lagsMs.length * LATE_SECONDS_SHARE;
}

/** Of the requests that ended, the share that ended with an answer. An iteration without one has ended, but not well. */
function answeredShareOf(requests: readonly StepTotals[]): number {
  const answered = requests.reduce((sum, each) => sum + each.answered, 0);
  const unanswered = requests.reduce((sum, each) => sum + unansweredOf(each), 0);
  return answered === 0 ? 0 : answered / (answered + unanswered);
}

/**
 * Seconds of the step in which answers could be due: none can be before the time that even the quickest iteration takes.
 * While a queue grows this changes nothing, since at the end of the warm-up no answer has waited longer than that.
 */
function dueSeconds(step: Pick<CapacityPlan, "warmupMs" | "measureMs">, iterations: StepTotals | undefined): number {
  const quickestMs = (iterations?.histogram.minUs ?? 0) / 1_000;
  return Math.max(step.measureMs / 10, step.measureMs - Math.max(0, quickestMs - step.warmupMs)) / 1_000;
}

/** An answer more or less at the edges of the step is no sign of anything. */
function tooFew(rate: number, answeredRate: number, answered: number): string | null {
  if (answered === 0) return "Nothing was answered.";
  const oneMore = answeredRate / answered;
  if (answeredRate + oneMore >= rate * ANSWERED_SHARE) return null;
  return `Only ${Number(answeredRate.toPrecision(4))} of ${Number(rate.toPrecision(4))} a second were answered.`;
}

function p95Of(steps: readonly StepTotals[]): number | null {
  const merged = new LatencyHistogram();
  for (const each of steps) merged.add(each.histogram);
  return merged.count === 0 ? null : merged.quantileUs(0.95) / 1_000;
}

function describe(threshold: LoadThreshold, value: number | null): string {
  const digits = (number: number) => Number(number.toPrecision(3));
  const number = value ?? 0;
  const shown = {
    ms: `${digits(number)} ms`,
    share: `${digits(number * 100)} %`,
    count: `${number}`,
    "per second": `${digits(number)} a second`,
  };
  return `${threshold.text} was broken: ${shown[threshold.unit]}.`;
}
