import type { Clock } from "./clock.ts";

/** Timers fire up to about this much late, so that the rest of a wait is spent looking at the clock. */
const TIMER_SLACK_MS = 1.25;
/** Share of a core that looking at the clock may take; what is due beyond it is up to a timer's slack late. */
const SPIN_SHARE = 0.25;
const SPIN_CREDIT_MS = 50;
/** A turn of the loop that takes longer did some work besides looking at the clock. */
const IDLE_TURN_MS = 0.05;

/**
 * One alarm, exact to a few hundredths of a millisecond: timers of the event loop count whole milliseconds, so a timer
 * is set for the time before, and the clock is watched for the last bit, letting the loop turn.
 */
export class WakeUp {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #dueAt = Number.POSITIVE_INFINITY;
  #timer: unknown = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #spinning = false;
  #turnAt = 0;
  #creditMs = SPIN_CREDIT_MS;
  #creditAt: number;
  #spunMs = 0;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
    this.#creditAt = clock.now();
  }

  /** Milliseconds spent watching the clock so far. */
  get spunMs(): number {
    return this.#spunMs;
  }

  /** Rings at `dueAt`, replacing what was set before. Infinity: not at all. */
  set(dueAt: number, now: number): void {
    this.#dueAt = dueAt;
    if (this.#spinning || this.#timerAt <= dueAt) return;
    this.#arm(now);
  }

  cancel(): void {
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#clearTimer();
  }

  #arm(now: number): void {
    this.#clearTimer();
    const waitMs = this.#dueAt - now;
    if (waitMs === Number.POSITIVE_INFINITY) return;
    if (waitMs <= TIMER_SLACK_MS && this.#maySpin(now)) {
      this.#spinning = true;
      this.#turnAt = now;
      this.#clock.setImmediate(this.#turn);
      return;
    }
    const delayMs = Math.min(Math.max(1, Math.floor(waitMs - TIMER_SLACK_MS)), 60_000);
    this.#timerAt = now + delayMs;
    this.#timer = this.#clock.setTimeout(this.#fire, delayMs);
  }

  readonly #fire = (): void => {
    this.#timer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#check(this.#clock.now());
  };

  readonly #turn = (): void => {
    this.#spinning = false;
    const now = this.#clock.now();
    const turnMs = now - this.#turnAt;
    if (turnMs < IDLE_TURN_MS) {
      this.#spunMs += turnMs;
      this.#creditMs -= turnMs;
    }
    this.#check(now);
  };

  #check(now: number): void {
    if (now < this.#dueAt) {
      this.#arm(now);
      return;
    }
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#ring();
  }

  #maySpin(now: number): boolean {
    this.#creditMs = Math.min(SPIN_CREDIT_MS, this.#creditMs + (now - this.#creditAt) * SPIN_SHARE);
    this.#creditAt = now;
    return this.#creditMs > 0;
  }

  #clearTimer(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }
}
