import { LatencyHistogram } from "../../latency-histogram.ts";
import { type Random, seededRandom } from "../../script/random.ts";
import type { StepTotals } from "../../thresholds/judge-threshold.ts";
import type { CapacityPlan } from "../capacity-types.ts";

const TIMEOUT_S = 30;
const MAX_IN_FLIGHT = 10_000;

/**
 * A server with `slots` places, first come first served, and a service time that varies by `noise` (its standard deviation
 * over its mean): it carries `capacity` requests a second. Time is simulated, and goes on from step to step.
 */
export class QueueServer {
  readonly #random: Random;
  readonly #serviceS: number;
  readonly #noise: number;
  /** When each slot is free, as a heap with the earliest first. */
  readonly #slots: Float64Array;
  #now = 0;
  /** Ends of requests that were sent, in order of sending. */
  #pending: { plannedS: number; endS: number }[] = [];

  constructor(options: { capacity: number; slots: number; noise: number; seed: number }) {
    this.#random = seededRandom(options.seed, options.slots);
    this.#serviceS = options.slots / options.capacity;
    this.#noise = options.noise;
    this.#slots = new Float64Array(options.slots);
  }

  /** Runs a step as the engine does, evenly spaced, and measures by the time of completion, after the warm-up. */
  run({ rate, restMs, warmupMs, measureMs }: CapacityPlan): { totals: StepTotals[]; inFlight: number } {
    const fromS = this.#now + restMs / 1_000;
    const countsS = fromS + warmupMs / 1_000;
    const endS = countsS + measureMs / 1_000;
    const planned = Math.floor((endS - fromS) * rate);
    let dropped = 0;
    let oldest = 0;
    for (let at = 0; at < planned; at += 1) {
      const plannedS = fromS + at / rate;
      while (oldest < this.#pending.length && this.#endOf(oldest) <= plannedS) oldest += 1;
      if (this.#pending.length - oldest >= MAX_IN_FLIGHT) {
        if (plannedS >= countsS) dropped += 1;
        continue;
      }
      this.#pending.push({ plannedS, endS: this.#serve(plannedS) });
    }
    const totals = this.#count(countsS, endS, dropped, rate * (measureMs / 1_000));
    this.#now = endS;
    this.#pending = this.#pending.filter((each) => each.endS > endS);
    return { totals, inFlight: this.#pending.length };
  }

  #endOf(at: number): number {
    const { plannedS = 0, endS = 0 } = this.#pending[at] ?? {};
    return Math.min(endS, plannedS + TIMEOUT_S);
  }

  #count(fromS: number, toS: number, dropped: number, planned: number): StepTotals[] {
    const histogram = new LatencyHistogram();
    let answered = 0;
    let timedOut = 0;
    for (const { plannedS, endS } of this.#pending) {
      const seenS = Math.min(endS, plannedS + TIMEOUT_S);
      if (seenS < fromS || seenS >= toS) continue;
      histogram.record((seenS - plannedS) * 1e6);
      if (endS > seenS) timedOut += 1;
      else answered += 1;
    }
    const common = { planned, answered, failed: timedOut, dropped, checks: [], histogram: histogram.toSparse() };
    const errors = timedOut > 0 ? { timeout: timedOut } : {};
    return [
      { ...common, answered: answered + timedOut, step: "", kind: "group", errors: {} },
      { ...common, step: "GET /", kind: "request", errors },
    ];
  }

  #serve(plannedS: number): number {
    const slots = this.#slots;
    const beginS = Math.max(plannedS, slots[0] ?? 0);
    // Sum of uniforms: near enough to a normal, and never far off.
    const spread = (this.#random() + this.#random() + this.#random() - 1.5) * 2;
    const endS = beginS + this.#serviceS * Math.max(0.05, 1 + this.#noise * spread);
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= slots.length) break;
      const least = left + 1 < slots.length && (slots[left + 1] ?? 0) < (slots[left] ?? 0) ? left + 1 : left;
      if ((slots[least] ?? 0) >= endS) break;
      slots[at] = slots[least] ?? 0;
      at = least;
    }
    slots[at] = endS;
    return endS;
  }
}
