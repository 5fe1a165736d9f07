import { LatencyHistogram } from "../latency-histogram.ts";
import type { ThreadInterval } from "./recorder.ts";

const BUSY_CPU = 0.95;
/** Share of all cores of the machine, whoever uses them. */
const FULL_MACHINE = 0.97;
/** Work not sent, as a share of what was planned, that is put up with. */
const UNSENT_SHARE = 0.001;
const MAX_LAG_P99_MS = 50;
/** Of a closed model's seconds, the share in which a generator must have been busy to be its limit. */
const BUSY_SECONDS_SHARE = 0.5;

/** Judges from the threads' seconds whether the generator, and not the target, set the figures. */
export class GeneratorVerdict {
  readonly #lag = new LatencyHistogram();
  readonly #closed: boolean;
  #planned = 0;
  #dropped = 0;
  #generatorDropped = 0;
  #seconds = 0;
  #busySeconds = 0;
  #behindSeconds = 0;
  #starved = 0;
  /** Dropped while answers came, but the machine had no time to spare for anybody. */
  #crowdedOut = 0;

  constructor(closed: boolean) {
    this.#closed = closed;
  }

  /** @param machine share of all cores of the generator's machine that was used in the second, 0 to 1 */
  add(interval: ThreadInterval, machine = 0): void {
    const [iterations] = interval.steps;
    const busy = interval.health.cpu > BUSY_CPU;
    this.#lag.add(interval.lag);
    this.#seconds += 1;
    this.#starved += interval.starved;
    if (busy) this.#busySeconds += 1;
    if (!iterations) return;
    this.#planned += iterations.planned;
    this.#dropped += iterations.dropped;
    // A thread that had no time left dropped what it did for want of time.
    const own = busy ? iterations.dropped : Math.min(iterations.dropped, interval.lateDropped);
    this.#generatorDropped += own;
    // A target that answers nothing is no matter of the machine.
    if (machine > FULL_MACHINE && iterations.answered > 0) this.#crowdedOut += iterations.dropped - own;
    if (busy && iterations.sent < iterations.planned * (1 - UNSENT_SHARE)) this.#behindSeconds += 1;
  }

  get maxLagMs(): number {
    return this.#lag.maxUs / 1000;
  }

  /** Why the run was bound by its generator, a sentence each; empty when it was not. */
  reasons(): string[] {
    const reasons: string[] = [];
    const lagMs = this.#lag.quantileUs(0.99) / 1000;
    if (this.#generatorDropped > this.#planned * UNSENT_SHARE) {
      reasons.push(
        `The generator could not keep up: ${count(this.#generatorDropped)} of ${count(this.#planned)} planned iterations were dropped because it was busy or late.`,
      );
    }
    if (this.#crowdedOut > this.#planned * UNSENT_SHARE) {
      reasons.push(
        `The generator's machine had no processor time left while ${count(this.#crowdedOut)} of ${count(this.#planned)} planned iterations were dropped.`,
      );
    }
    if (lagMs > MAX_LAG_P99_MS) {
      reasons.push(`The generator was late: 1 % of iterations began ${Math.round(lagMs)} ms or more after their time.`);
    }
    if (this.#behindSeconds > 0) {
      reasons.push(
        `A thread of the generator used its whole core in ${count(this.#behindSeconds)} s and sent less than planned.`,
      );
    }
    if (this.#starved > 0) {
      reasons.push(
        `The generator's machine had no ports or file descriptors left for ${count(this.#starved)} connections, which failed for that.`,
      );
    }
    if (this.#closed && this.#busySeconds > this.#seconds * BUSY_SECONDS_SHARE) {
      reasons.push("The generator used its whole core most of the time: more threads or workers would have sent more.");
    }
    return reasons;
  }

  /** What else a reader should know. */
  remarks(): string[] {
    const byTarget = this.#dropped - this.#generatorDropped - this.#crowdedOut;
    if (byTarget <= 0) return [];
    return [
      `${count(byTarget)} of ${count(this.#planned)} planned iterations were dropped because as many as allowed were under way, waiting for the target.`,
    ];
  }
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
