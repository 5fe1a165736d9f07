import type {
  CapacityConfig,
  CapacityDecision,
  CapacityLine,
  CapacityOutcome,
  CapacityPlan,
} from "./capacity-types.ts";
import { ANSWERED_SHARE } from "./judge-capacity-step.ts";

/** Steps that are kept for confirming what was found: one, and one more should it break. */
const FOR_HOLDS = 2;
const LONGEST_REST_MS = 60_000;
const LONGEST_WARMUP_MS = 60_000;
const LONGEST_STEP_MS = 120_000;
/** So many answers tell a shortfall of 3 % from chance. At low rates a step takes longer for them, within bounds. */
const ENOUGH_ANSWERS = 200;
const LONGEST_FOR_ANSWERS_MS = 60_000;
/** A rate that held, but of which less was answered, was above what the target can carry: within the tolerance. */
const FULLY_ANSWERED = 0.985;
/** From so much of what it was before on, a figure is the same. */
const ALIKE = 0.8;
/** Fewer are not what a step broke for, unless a threshold is stricter than most. */
const SOME_ERRORS = 0.01;
/** Room for the rounding of rates. */
const ROUNDING = 1.01;

/**
 * What to do next in the search for the highest rate that a target holds: the rate is multiplied until a step breaks, then
 * the gap between what held and what broke is narrowed to `precision`, then the highest rate that held is confirmed. A
 * target that is overloaded tells its capacity by what it answers a second, which is tried first; where that is no help
 * the gap is halved. Pure: the same history gives the same decision.
 */
export function nextCapacityStep(config: CapacityConfig, history: readonly CapacityOutcome[]): CapacityDecision {
  const last = history.at(-1);
  if (!last) return plan(config, history, "ramp", config.startRate);
  const state = readHistory(history);
  if (last.kind === "hold" && last.held) return confirmed(last, state, config);
  const left = config.maxSteps - history.length;
  if (left <= 0) return outOfSteps(state);
  if (isUnfair(last, history) && left > (last.kind === "hold" ? 0 : FOR_HOLDS)) {
    return plan(config, history, last.kind, last.rate);
  }
  if (last.kind === "hold") return plan(config, history, "hold", lowerHold(last, state, config));
  if (history.length === 1 && !last.held && isHurried(last, config)) return plan(config, history, "ramp", last.rate);
  if (!state.broken) return climb(config, history, last, left);
  const constant = state.held ? null : brokenAtAnyRate(history);
  if (constant !== null) return { done: true, line: null, reason: constant };
  if (!state.held) return descend(config, history, state.broken, left);
  if (isDoubtful(last, history) && left > FOR_HOLDS + 2) return plan(config, history, last.kind, last.rate);
  const isFound = state.broken.rate / state.held.rate - 1 <= config.precision * ROUNDING;
  if (isFound || left <= FOR_HOLDS) return plan(config, history, "hold", state.held.rate);
  const carried = carriedRate(state.held, state.broken, config.precision);
  if (carried !== null) return plan(config, history, "hold", carried);
  const next = justBelow(state, history, config) ?? between(state.held.rate, state.broken, config.precision);
  return plan(config, history, "bisect", next);
}

interface Bounds {
  /** The highest rate that held below all that broke, and the lowest that broke. */
  held: CapacityOutcome | null;
  broken: CapacityOutcome | null;
}

/** Where a rate was tried more than once the last time counts. */
function readHistory(history: readonly CapacityOutcome[]): Bounds {
  const byRate = new Map(history.map((outcome) => [outcome.rate, outcome]));
  const outcomes = [...byRate.values()].sort((a, b) => a.rate - b.rate);
  const broken = outcomes.find((outcome) => !outcome.held) ?? null;
  const held = outcomes.findLast((outcome) => outcome.held && (!broken || outcome.rate < broken.rate)) ?? null;
  return { held, broken };
}

function plan(
  config: CapacityConfig,
  history: readonly CapacityOutcome[],
  kind: CapacityPlan["kind"],
  rate: number,
): CapacityDecision {
  const last = history.at(-1);
  const iterationMs = unhurriedMs(history);
  // At the rate at which it answers, the target works off what is under way; nobody waits for one that answers nothing.
  const backlogMs = last ? (last.inFlight / Math.max(last.answeredRate, last.inFlight / 60)) * 1_000 : 0;
  return {
    done: false,
    kind,
    rate: roundRate(rate),
    restMs: wholeSeconds(Math.min(LONGEST_REST_MS, last && last.inFlight > 0 ? backlogMs : 0)),
    // A step sees what a rate does only when iterations that began with it have ended, several times over.
    warmupMs: wholeSeconds(Math.max(config.warmupMs, Math.min(LONGEST_WARMUP_MS, 1.5 * iterationMs))),
    measureMs: wholeSeconds(
      Math.max(
        kind === "hold" ? config.holdMs : config.stepMs,
        Math.min(LONGEST_STEP_MS, 5 * iterationMs),
        Math.min(LONGEST_FOR_ANSWERS_MS, (ENOUGH_ANSWERS / rate) * 1_000),
      ),
    ),
  };
}

/** How long an iteration takes where nothing queues, at most. */
function unhurriedMs(history: readonly CapacityOutcome[]): number {
  const times = history.flatMap(({ iterationMs }) => (iterationMs === null ? [] : [iterationMs]));
  return times.length === 0 ? 0 : Math.min(...times);
}

function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}

/** Five digits: rates are shown to people. */
function roundRate(rate: number): number {
  return Number(rate.toPrecision(5));
}

function climb(
  config: CapacityConfig,
  history: readonly CapacityOutcome[],
  last: CapacityOutcome,
  left: number,
): CapacityDecision {
  if (last.rate >= config.maxRate || left === 1) return plan(config, history, "hold", last.rate);
  // Half of the steps reach the highest rate; the other half finds the place.
  const factor = (config.maxRate / config.startRate) ** (2 / config.maxSteps);
  const next = last.rate * Math.min(10, Math.max(2, factor));
  return plan(config, history, "ramp", Math.min(config.maxRate, next));
}

/** Nothing has held yet. */
function descend(
  config: CapacityConfig,
  history: readonly CapacityOutcome[],
  broken: CapacityOutcome,
  left: number,
): CapacityDecision {
  const hint = hintOf(broken);
  const next = hint === null ? broken.rate / 4 : hint * (1 - config.precision / 2);
  return plan(config, history, left === 1 ? "hold" : "ramp", Math.min(next, broken.rate * 0.97));
}

/**
 * Where nothing has held, and a step with a third of the load or less went no better than the one before it: a sentence that
 * says so. What is wrong there has nothing to do with the rate, and lower ones would take ever longer. Null otherwise.
 */
function brokenAtAnyRate(history: readonly CapacityOutcome[]): string | null {
  const [higher, lower] = history.slice(-2);
  if (!higher || !lower || lower.rate > higher.rate / 3 || lower.late || hintOf(lower) !== null) return null;
  const [errors, before] = [lower.errorShare ?? 0, higher.errorShare ?? 0];
  const shown = (share: number) => `${Number((share * 100).toPrecision(2))} %`;
  const rates = `${show(higher.rate)} and at ${show(lower.rate)} a second`;
  if (errors >= SOME_ERRORS && errors >= before * ALIKE) {
    return `Errors do not come from the rate: ${shown(before)} and ${shown(errors)} of requests failed at ${rates}. Mend that first.`;
  }
  if (before >= SOME_ERRORS || lower.p95Ms === null || higher.p95Ms === null || lower.p95Ms < higher.p95Ms * ALIKE)
    return null;
  return `It is as slow at any rate: p95 was ${Math.round(higher.p95Ms)} and ${Math.round(lower.p95Ms)} ms at ${rates}.`;
}

/** What an overloaded target answered a second: about what it can carry. Null where it was not short of capacity. */
function hintOf({ answeredRate, rate }: CapacityOutcome): number | null {
  return answeredRate > 0 && answeredRate < rate * ANSWERED_SHARE ? answeredRate : null;
}

function between(low: number, broken: CapacityOutcome, precision: number): number {
  const high = broken.rate;
  const hint = hintOf(broken);
  if (hint !== null) {
    const below = hint * (1 - precision / 2);
    if (below > low * (1 + precision / 2)) return below;
    // The hint is confirmed from below, or nearly: what lies just above should break.
    const above = low * (1 + precision);
    if (low < hint * (1 + 1.5 * precision) && above * ROUNDING < high) return above;
  }
  return Math.sqrt(low * high);
}

/** The warm-up of the first step was too short to see what its iterations do: the next one has a longer one. */
function isHurried({ iterationMs }: CapacityOutcome, { warmupMs }: CapacityConfig): boolean {
  return 1.5 * (iterationMs ?? 0) > warmupMs;
}

/**
 * What the target carries, where a step held by the tolerance alone and an overloaded one was answered no more than it: there is
 * nothing left to search above. Null otherwise.
 */
function carriedRate(held: CapacityOutcome, broken: CapacityOutcome, precision: number): number | null {
  const hint = hintOf(broken);
  if (hint === null || held.answeredRate >= held.rate * FULLY_ANSWERED) return null;
  return hint < held.rate && hint > held.rate * (1 - 3 * precision) ? held.answeredRate : null;
}

/**
 * A target that kept up but was too slow is likely just above its limit, on the way up and where an overloaded step was
 * answered about as much: what lies just below is tried.
 */
function justBelow(
  { held, broken }: Bounds,
  history: readonly CapacityOutcome[],
  { precision }: CapacityConfig,
): number | null {
  if (!held || !broken || hintOf(broken) !== null) return null;
  const isHinted = history.some((each) => {
    const hint = hintOf(each);
    return hint !== null && broken.rate > hint * (1 - 2.5 * precision) && broken.rate < hint * (1 + precision);
  });
  const below = broken.rate * (1 - 1.5 * precision);
  return (isHinted || broken.kind === "ramp") && below > held.rate * (1 + precision / 2) ? below : null;
}

/** A step that broke while the generator was late says little of the target: it is tried once more. */
function isUnfair(last: CapacityOutcome, history: readonly CapacityOutcome[]): boolean {
  if (last.held || !last.late) return false;
  return history.filter(({ rate, kind }) => rate === last.rate && kind === last.kind).length === 1;
}

/** A step on the way up that broke although the target kept up may have met with a hiccup: it is tried once more. */
function isDoubtful(last: CapacityOutcome, history: readonly CapacityOutcome[]): boolean {
  if (last.held || last.kind !== "ramp" || hintOf(last) !== null) return false;
  return history.filter(({ rate }) => rate === last.rate).length === 1;
}

/** After a hold that broke: a little lower, at once as a hold. */
function lowerHold(last: CapacityOutcome, { held }: Bounds, { precision }: CapacityConfig): number {
  const next = Math.min(last.rate * (1 - (2 / 3) * precision), (hintOf(last) ?? last.rate) * (1 - precision / 2));
  return Math.max(next, held?.rate ?? 0);
}

function confirmed(hold: CapacityOutcome, { broken }: Bounds, { maxRate }: CapacityConfig): CapacityDecision {
  const line = lineOf(hold, broken, true);
  const reason = broken
    ? `It held ${show(hold.rate)} a second and broke at ${show(broken.rate)}.`
    : `It held ${show(hold.rate)} a second, the highest rate that was tried${hold.rate >= maxRate ? "" : ": the steps ran out"}.`;
  return { done: true, line, reason };
}

function outOfSteps({ held, broken }: Bounds): CapacityDecision {
  if (!held)
    return {
      done: true,
      line: null,
      reason: `No rate held; the lowest that was tried was ${show(broken?.rate ?? 0)} a second.`,
    };
  const reason = `It held ${show(held.rate)} a second, but not when that was to be confirmed: the steps ran out.`;
  return { done: true, line: lineOf(held, broken, false), reason };
}

/** What was answered a second counts where it was less than planned: within the tolerance, a queue was growing. */
function lineOf(held: CapacityOutcome, broken: CapacityOutcome | null, isConfirmed: boolean): CapacityLine {
  const rate = roundRate(Math.min(held.rate, held.answeredRate));
  const high = broken ? broken.rate : rate;
  return { rate, low: rate, high, confirmed: isConfirmed, generatorLate: broken?.late ?? false };
}

function show(rate: number): string {
  return Number(rate.toPrecision(rate >= 1_000 ? 4 : 3)).toLocaleString("en-US");
}
