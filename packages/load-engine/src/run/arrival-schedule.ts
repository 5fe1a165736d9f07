import type { LoadRateStage } from "@plimsoll/core";
import type { PlannedStage } from "./load-types.ts";

/** Iterations a second between two instants, milliseconds from second 0; a straight line from `startRate` to `rate`. */
interface RateSpan {
  fromMs: number;
  toMs: number;
  startRate: number;
  rate: number;
  /** Arrivals planned before it, with fractions: the integral of the rate. */
  before: number;
}

/** Which arrivals are this generator's: those whose number leaves `index` when divided by `of`. */
export interface Stride {
  index: number;
  of: number;
}

/**
 * Instants at which iterations are to begin. Arrival k (from 0) is due when the integral of the rate over time reaches k,
 * so that a run has exactly as many as its stages say, and the parts of several generators add up to the same arrivals.
 */
export class ArrivalSchedule {
  readonly #spans: RateSpan[];
  readonly #stride: Stride;
  #span = 0;
  #next: number;

  constructor(spans: readonly Omit<RateSpan, "before">[], stride: Stride) {
    let before = 0;
    this.#spans = spans.map((span) => {
      const placed = { ...span, before };
      before += arrivalsIn(placed);
      return placed;
    });
    this.#stride = stride;
    this.#next = stride.index;
  }

  /** The end of the last stage, milliseconds from second 0. */
  get endMs(): number {
    return this.#spans.at(-1)?.toMs ?? 0;
  }

  /** When the next arrival is due; Infinity when there is none left. */
  get nextMs(): number {
    for (; this.#span < this.#spans.length; this.#span += 1) {
      const span = this.#spans[this.#span];
      if (span && this.#next < span.before + arrivalsIn(span) - EPSILON) return timeOf(span, this.#next - span.before);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Goes on to the arrival after `nextMs`. */
  advance(): void {
    this.#next += this.#stride.of;
  }

  /** Goes to the first arrival that is due after `timeMs`. */
  skipTo(timeMs: number): void {
    const span = this.#spans.find((candidate) => candidate.toMs > timeMs);
    const passed = span ? span.before + arrivalsUntil(span, timeMs) : Number.POSITIVE_INFINITY;
    const { index, of } = this.#stride;
    this.#next = index + Math.max(0, Math.ceil((passed - EPSILON - index) / of)) * of;
    this.#span = 0;
    while (this.nextMs <= timeMs) this.advance();
  }
}

/** Room for rounding in the number of an arrival. */
const EPSILON = 1e-6;

/** The schedule of an open model's stages, one after the other from second 0. */
export function scheduleOfStages(stages: readonly LoadRateStage[], stride: Stride): ArrivalSchedule {
  let fromMs = 0;
  const spans = stages.map(({ durationMs, rate, startRate }) => {
    const span = { fromMs, toMs: fromMs + durationMs, startRate: startRate ?? rate, rate };
    fromMs = span.toMs;
    return span;
  });
  return new ArrivalSchedule(spans, stride);
}

/** The schedule of a plan, whose stages stand at instants of their own. */
export function scheduleOfPlan(plan: readonly PlannedStage[], stride: Stride): ArrivalSchedule {
  return new ArrivalSchedule(
    plan.map(({ fromMs, toMs, rate }) => ({ fromMs, toMs, startRate: rate, rate })),
    stride,
  );
}

function arrivalsIn(span: RateSpan): number {
  return ((span.startRate + span.rate) / 2) * ((span.toMs - span.fromMs) / 1000);
}

function arrivalsUntil(span: RateSpan, timeMs: number): number {
  const seconds = Math.max(0, timeMs - span.fromMs) / 1000;
  return span.startRate * seconds + (slope(span) * seconds * seconds) / 2;
}

/** Solves startRate·t + slope·t²/2 = count, in the form that loses no digits when the slope is small. */
function timeOf(span: RateSpan, count: number): number {
  const wanted = Math.max(0, count);
  const root = Math.sqrt(Math.max(0, span.startRate * span.startRate + 2 * slope(span) * wanted));
  const divisor = span.startRate + root;
  return divisor === 0 ? span.fromMs : Math.min(span.toMs, span.fromMs + (2 * wanted * 1000) / divisor);
}

/** Change of the rate a second. */
function slope(span: RateSpan): number {
  return (span.rate - span.startRate) / ((span.toMs - span.fromMs) / 1000);
}
