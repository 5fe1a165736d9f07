import type { Agenda } from "../clock/agenda.ts";
import type { Clock } from "../clock/clock.ts";
import type { Journeys } from "./journeys.ts";
import type { Recorder } from "./recorder.ts";
import type { UserSchedule } from "./user-schedule.ts";

/** How often the number of users is adapted. */
const STEP_MS = 20;

export interface ClosedLoadOptions {
  clock: Clock;
  agenda: Agenda;
  journeys: Journeys;
  recorder: Recorder;
  /** Of the clock, at second 0. */
  zeroAt: number;
}

/** Virtual users: each begins an iteration when its last one has ended. */
export class ClosedLoad {
  readonly #options: ClosedLoadOptions;
  readonly #schedule: UserSchedule;
  #users = 0;
  #wanted = 0;

  constructor(options: ClosedLoadOptions, schedule: UserSchedule) {
    this.#options = options;
    this.#schedule = schedule;
  }

  get endMs(): number {
    return this.#schedule.endMs;
  }

  start(): void {
    this.#options.agenda.at(this.#options.zeroAt, this.#adapt);
  }

  /** Users end with the iteration they are in. */
  stop(): void {
    this.#wanted = 0;
  }

  readonly #adapt = (dueAt: number): void => {
    const { agenda, zeroAt } = this.#options;
    const atMs = dueAt - zeroAt;
    this.#wanted = this.#schedule.usersAt(atMs);
    while (this.#users < this.#wanted) {
      this.#users += 1;
      this.#begin(dueAt);
    }
    if (atMs + STEP_MS < this.#schedule.endMs) agenda.at(dueAt + STEP_MS, this.#adapt);
  };

  #begin(now: number): void {
    const { recorder, journeys, zeroAt } = this.#options;
    recorder.began(now - zeroAt, 0);
    journeys.begin(now, this.#again);
  }

  readonly #again = (_journey: unknown, now: number): void => {
    const over = now - this.#options.zeroAt >= this.#schedule.endMs;
    if (over || this.#users > this.#wanted) this.#users -= 1;
    else this.#begin(now);
  };
}
