import type { Agenda } from "../clock/agenda.ts";
import type { Clock } from "../clock/clock.ts";
import type { ArrivalSchedule } from "./arrival-schedule.ts";
import type { Journeys } from "./journeys.ts";
import type { Recorder } from "./recorder.ts";

/** Iterations begun in one go before input and output get their turn. */
const BATCH = 64;

export interface OpenLoadOptions {
  clock: Clock;
  agenda: Agenda;
  journeys: Journeys;
  recorder: Recorder | null;
  /** Of the clock, at second 0. */
  zeroAt: number;
  maxInFlight: number;
}

/** Begins iterations when the schedule says, whether others have ended or not. */
export class OpenLoad {
  readonly #options: OpenLoadOptions;
  #schedule: ArrivalSchedule;
  #waitingFor = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: OpenLoadOptions, schedule: ArrivalSchedule) {
    this.#options = options;
    this.#schedule = schedule;
  }

  /** Everything planned until then has been begun or dropped; milliseconds from second 0. */
  get plannedToMs(): number {
    return this.#stopped ? Number.POSITIVE_INFINITY : this.#schedule.nextMs;
  }
  get endMs(): number {
    return this.#schedule.endMs;
  }

  start(): void {
    this.#await();
  }

  /** Goes on by another schedule, from the last arrival on. */
  follow(schedule: ArrivalSchedule): void {
    schedule.skipTo(Math.max(this.#lastMs, -1));
    this.#schedule = schedule;
    this.#await();
  }

  /** Begins nothing any more. What is due until `untilMs` and has not begun counts as dropped. */
  stop(untilMs: number): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (let dueMs = this.#schedule.nextMs; dueMs < untilMs; dueMs = this.#schedule.nextMs) {
      this.#options.recorder?.dropped(dueMs, untilMs - dueMs);
      this.#schedule.advance();
    }
  }

  #await(): void {
    const dueMs = this.#schedule.nextMs;
    if (this.#stopped || dueMs >= this.#waitingFor) return;
    this.#waitingFor = dueMs;
    this.#options.agenda.at(this.#options.zeroAt + dueMs, this.#pump);
  }

  readonly #pump = (): void => {
    this.#waitingFor = Number.POSITIVE_INFINITY;
    const { clock, journeys, recorder, zeroAt, maxInFlight } = this.#options;
    const nowMs = clock.now() - zeroAt;
    recorder?.roll(nowMs, this.#schedule.nextMs);
    for (let begun = 0; begun < BATCH && !this.#stopped; ) {
      const dueMs = this.#schedule.nextMs;
      if (dueMs > nowMs) break;
      this.#lastMs = dueMs;
      this.#schedule.advance();
      if (journeys.inFlight >= maxInFlight) {
        recorder?.dropped(dueMs, nowMs - dueMs);
        continue;
      }
      recorder?.began(dueMs, nowMs - dueMs);
      journeys.begin(zeroAt + dueMs, null);
      begun += 1;
    }
    this.#await();
  };
}
