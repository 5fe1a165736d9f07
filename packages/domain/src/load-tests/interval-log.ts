import { toError } from "@plimsoll/core";
import type { LoadInterval, StepInterval } from "@plimsoll/load-engine";
import type { LoadIntervalWriter } from "@plimsoll/telemetry";
import { type IntervalSource, toIntervalRows } from "../load-results/to-interval-rows.ts";

export interface IntervalLogOptions {
  writer: Pick<LoadIntervalWriter, "write">;
  source: Omit<IntervalSource, "startsAt">;
  /** Of so many seconds what was counted of iterations stays at hand. */
  rememberSeconds: number;
  /** Told each time that everything up to a second is stored. */
  onStored(second: number): Promise<void>;
  /** Told once when the store did not take them: nothing is written any more. */
  onError(error: Error): void;
}

/** Stores the seconds of a share, in order; what comes while a write is under way goes with the next one. */
export class IntervalLog {
  readonly #options: IntervalLogOptions;
  #pending: LoadInterval[] = [];
  #writing: Promise<void> | null = null;
  #failed = false;
  readonly #iterations = new Map<number, StepInterval>();
  /** Instant of second 0, epoch milliseconds; to be set before the first second. */
  startsAt = 0;

  constructor(options: IntervalLogOptions) {
    this.#options = options;
  }

  add(interval: LoadInterval): void {
    const { second, steps } = interval;
    const iterations = steps.find(({ step }) => step === "");
    if (iterations) this.#iterations.set(second, iterations);
    this.#iterations.delete(second - this.#options.rememberSeconds);
    if (this.#failed) return;
    this.#pending.push(interval);
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
  }

  /** What this share counted of whole iterations in the seconds from one to before another. */
  iterationsOf(fromSecond: number, toSecond: number): StepInterval[] {
    return [...this.#iterations].flatMap(([second, each]) => (second >= fromSecond && second < toSecond ? [each] : []));
  }

  /** Returns when everything that was added is stored, or cannot be. */
  async drain(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { writer, source, onStored, onError } = this.#options;
    try {
      while (this.#pending.length > 0) {
        const intervals = this.#pending;
        this.#pending = [];
        await writer.write(
          intervals.flatMap((interval) => toIntervalRows({ ...source, startsAt: this.startsAt }, interval)),
        );
        // Who does not hear of it now hears of it with the next second.
        await onStored(Math.max(...intervals.map(({ second }) => second))).catch(() => undefined);
      }
    } catch (error) {
      this.#failed = true;
      this.#pending = [];
      onError(toError(error));
    }
  }
}
