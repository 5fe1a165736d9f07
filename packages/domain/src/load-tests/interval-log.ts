import { toError } from "@plimsoll/core";
import type { LoadInterval } from "@plimsoll/load-engine";
import type { LoadIntervalWriter } from "@plimsoll/telemetry";
import { type IntervalSource, toIntervalRows } from "../load-results/to-interval-rows.ts";

export interface IntervalLogOptions {
  writer: Pick<LoadIntervalWriter, "write">;
  source: Omit<IntervalSource, "startsAt">;
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
  /** Requests under way in the newest second. */
  inFlight = 0;
  /** Instant of second 0, epoch milliseconds; to be set before the first second. */
  startsAt = 0;

  constructor(options: IntervalLogOptions) {
    this.#options = options;
  }

  add(interval: LoadInterval): void {
    this.inFlight = interval.health.inFlight;
    if (this.#failed) return;
    this.#pending.push(interval);
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
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
        await onStored(Math.max(...intervals.map(({ second }) => second)));
      }
    } catch (error) {
      this.#failed = true;
      this.#pending = [];
      onError(toError(error));
    }
  }
}
