import { context, ROOT_CONTEXT } from "@opentelemetry/api";

/** Longest time that a timer takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface Deadline {
  /** Milliseconds of the process's monotonic clock. */
  at: number;
  pass(): void;
}

/**
 * Deadlines of many runs by one timer, armed for the first of them: most runs end long before theirs, and a timer each
 * would cost more than the rest of a short run.
 */
export class Deadlines {
  readonly #deadlines = new Set<Deadline>();
  #timer: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  /** Calls `pass` after `afterMs`, unless the deadline is deleted before. */
  add(afterMs: number, pass: () => void): Deadline {
    const deadline = { at: performance.now() + afterMs, pass };
    this.#deadlines.add(deadline);
    if (deadline.at < this.#armedFor) this.#arm(deadline.at);
    return deadline;
  }

  delete(deadline: Deadline): void {
    this.#deadlines.delete(deadline);
  }

  #arm(at: number): void {
    clearTimeout(this.#timer);
    this.#armedFor = at;
    const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(1, Math.ceil(at - performance.now())));
    // It belongs to no trace, least of all to that of the run that armed it.
    this.#timer = context.with(ROOT_CONTEXT, () => setTimeout(() => this.#check(), waitMs));
    this.#timer.unref();
  }

  #check(): void {
    this.#armedFor = Number.POSITIVE_INFINITY;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const deadline of this.#deadlines) {
      if (deadline.at <= now) {
        this.#deadlines.delete(deadline);
        deadline.pass();
      } else if (deadline.at < next) next = deadline.at;
    }
    if (next < this.#armedFor) this.#arm(next);
  }
}
