import { performance } from "node:perf_hooks";

/** Time and timers of a generator; tests put in one that runs faster. */
export interface Clock {
  /** Milliseconds with fractions, never going back. */
  now(): number;
  /** Epoch milliseconds at which `now()` was 0. */
  readonly epochMs: number;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
  /** After input and output that are ready have been handled once. */
  setImmediate(run: () => void): void;
}

/** The machine's clock. `epochMs` is taken now: clocks of the wall drift from the monotonic one. */
export function createSystemClock(): Clock {
  return {
    now: () => performance.now(),
    epochMs: Date.now() - performance.now(),
    setTimeout: (run, delayMs) => setTimeout(run, delayMs),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    setImmediate: (run) => void setImmediate(run),
  };
}
