import type { SlowRequest } from "@plimsoll/core";
import { LatencyHistogram, type SparseHistogram } from "../latency-histogram.ts";
import type { CompiledSlot } from "../script/compiled.ts";
import type { LoadInterval, StepInterval } from "./load-types.ts";
import { StepFigures } from "./step-figures.ts";

/** Names that figures are kept under; further ones count together. */
const MAX_NAMES = 200;
const OTHER = "other";
/** A second's figures are sent on at the latest so much after its end, whatever is still to be planned for it. */
const GRACE_MS = 1_000;
/** Work dropped so late after it was due was dropped because the generator was behind. */
const LATE_MS = 50;

/** A second of one thread, with what its generator is judged by. */
export interface ThreadInterval extends LoadInterval {
  /** How late iterations began after their planned time, microseconds. */
  lag: SparseHistogram;
  /** Dropped long after it was due: the generator was behind. */
  lateDropped: number;
  /** Connections that this machine could not make: it had no ports or file descriptors left. */
  starved: number;
}

export interface RecorderOptions {
  slots: readonly CompiledSlot[];
  onInterval(interval: ThreadInterval): void;
  /** Share of a core used since the last call, 0 to 1. */
  takeCpu(): number;
}

interface PlannedSecond {
  planned: number;
  dropped: number;
  lateDropped: number;
}

/** Counts what one thread does, second by second. Times are milliseconds from second 0. */
export class Recorder {
  readonly iterations = new StepFigures({ name: "", kind: "group", checks: [] });
  readonly #bySlot: StepFigures[];
  readonly #all: Set<StepFigures>;
  readonly #options: RecorderOptions;
  readonly #lag = new LatencyHistogram();
  readonly #planned = new Map<number, PlannedSecond>();
  /** Seconds that are over but may get more planned work. */
  readonly #waiting: ThreadInterval[] = [];
  #second = 0;
  inFlight = 0;
  starved = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const others = new Map<string, StepFigures>();
    this.#bySlot = options.slots.map((slot, place) => {
      if (place < MAX_NAMES - 1 || options.slots.length <= MAX_NAMES) return new StepFigures(slot);
      const other = others.get(slot.kind) ?? new StepFigures({ name: OTHER, kind: slot.kind, checks: [] });
      others.set(slot.kind, other);
      return other;
    });
    this.#all = new Set(this.#bySlot);
  }

  step(slot: number): StepFigures {
    const figures = this.#bySlot[slot];
    if (!figures) throw new RangeError(`There is no slot ${slot}.`);
    return figures;
  }

  /** An iteration was begun, `lagMs` after it was planned to. */
  began(plannedMs: number, lagMs: number): void {
    this.#plannedSecond(plannedMs).planned += 1;
    this.iterations.sent += 1;
    this.#lag.record(lagMs * 1000);
  }

  /** An iteration that was planned could not begin. */
  dropped(plannedMs: number, lagMs: number): void {
    const second = this.#plannedSecond(plannedMs);
    second.planned += 1;
    second.dropped += 1;
    if (lagMs > LATE_MS) second.lateDropped += 1;
  }

  /** Closes the seconds that are over at `nowMs`. `plannedToMs`: until then everything planned has been told. */
  roll(nowMs: number, plannedToMs: number): void {
    while (nowMs >= (this.#second + 1) * 1000) this.#close();
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const endMs = (first.second + 1) * 1000;
      if (plannedToMs < endMs && nowMs < endMs + GRACE_MS) return;
      this.#send(first);
    }
  }

  /** The end of the second under way, milliseconds from second 0. */
  get endOfSecondMs(): number {
    return (this.#second + 1) * 1000;
  }

  /** Sends everything, the second under way too unless it is empty. */
  finish(): void {
    const empty = this.iterations.isEmpty && this.#planned.size === 0 && [...this.#all].every((step) => step.isEmpty);
    if (!empty || this.#second === 0) this.#close();
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) this.#send(first);
  }

  #plannedSecond(plannedMs: number): PlannedSecond {
    const asked = Math.floor(plannedMs / 1000);
    const second = Math.max(asked, this.#waiting[0]?.second ?? this.#second);
    const known = this.#planned.get(second);
    if (known) return known;
    const fresh = { planned: 0, dropped: 0, lateDropped: 0 };
    this.#planned.set(second, fresh);
    return fresh;
  }

  #close(): void {
    const steps: StepInterval[] = [this.iterations.take()];
    const slowest: SlowRequest[] = [];
    for (const figures of this.#all) {
      if (figures.isEmpty) continue;
      steps.push(figures.take());
      slowest.push(...figures.takeSlow());
    }
    const lag = this.#lag.toSparse();
    this.#lag.clear();
    this.#waiting.push({
      second: this.#second,
      steps,
      slowest,
      health: { cpu: this.#options.takeCpu(), lagMs: lag.maxUs / 1000, inFlight: this.inFlight },
      lag,
      lateDropped: 0,
      starved: this.starved,
    });
    this.starved = 0;
    this.#second += 1;
  }

  #send(interval: ThreadInterval): void {
    this.#waiting.shift();
    const planned = this.#planned.get(interval.second);
    const [iterations] = interval.steps;
    if (planned && iterations) {
      iterations.planned += planned.planned;
      iterations.dropped += planned.dropped;
      interval.lateDropped = planned.lateDropped;
    }
    this.#planned.delete(interval.second);
    this.#options.onInterval(interval);
  }
}
