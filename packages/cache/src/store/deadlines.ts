/** How late a call may be told that its time is over, as a share of that time. */
const COARSENESS = 0.1;

export interface PendingCall {
  startedAt: number;
  expire(): void;
}

/**
 * Ends calls that take too long. All have the same time, so that the first to be made is the first to end: one timer,
 * which runs only while there are calls, does for all of them.
 */
export class Deadlines {
  readonly #timeoutMs: number;
  readonly #calls = new Set<PendingCall>();
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  add(call: PendingCall): void {
    this.#calls.add(call);
    this.#timer ??= setInterval(() => this.#expire(), Math.max(1, this.#timeoutMs * COARSENESS));
  }

  /** False when its time was over already. */
  delete(call: PendingCall): boolean {
    return this.#calls.delete(call);
  }

  #expire(): void {
    const now = performance.now();
    for (const call of this.#calls) {
      if (now - call.startedAt < this.#timeoutMs) return;
      call.expire();
    }
    if (this.#calls.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
