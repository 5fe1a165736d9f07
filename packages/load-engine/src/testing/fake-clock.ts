import type { Clock } from "../clock/clock.ts";

interface Alarm {
  at: number;
  order: number;
  run: () => void;
}

/** What a turn of the event loop takes. */
const TURN_MS = 0.05;

/** Time that passes only when it is told to: an hour takes as long as what happens in it. */
export class FakeClock implements Clock {
  readonly epochMs = Date.UTC(2026, 0, 1);
  readonly #alarms: Alarm[] = [];
  #now = 0;
  #order = 0;

  now(): number {
    return this.#now;
  }
  setTimeout(run: () => void, delayMs: number): Alarm {
    const alarm = { at: this.#now + delayMs, order: this.#order++, run };
    this.#add(alarm);
    return alarm;
  }
  clearTimeout(timer: unknown): void {
    // It stays where it is, and does nothing when its time comes.
    if (timer) (timer as Alarm).run = () => undefined;
  }
  setImmediate(run: () => void): void {
    this.setTimeout(run, TURN_MS);
  }

  /** Lets time pass up to `time`, running what is due on the way. */
  runTo(time: number): void {
    for (let next = this.#alarms.at(-1); next && next.at <= time; next = this.#alarms.at(-1)) {
      this.#alarms.pop();
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, time);
  }

  /** Time passes in which nothing can run, as when the machine is busy. */
  block(durationMs: number): void {
    this.#now += durationMs;
  }

  /** Latest first. */
  #add(alarm: Alarm): void {
    let low = 0;
    let high = this.#alarms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#alarms[middle];
      if (other && (other.at > alarm.at || (other.at === alarm.at && other.order > alarm.order))) low = middle + 1;
      else high = middle;
    }
    this.#alarms.splice(low, 0, alarm);
  }
}
