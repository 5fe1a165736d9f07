/** A value that is being made, and who waits for it. */
export interface Flight {
  result: Promise<unknown>;
  waiting: number;
  /** Ends the work when nobody waits any more. */
  cancel: AbortController;
}

/** One maker a key: whoever asks meanwhile waits for the same result. */
export class Flights {
  readonly #flights = new Map<string, Flight>();

  get(key: string): Flight | undefined {
    return this.#flights.get(key);
  }

  /** Begins one; the key is free again when it has ended. */
  start(key: string, run: (signal: AbortSignal) => Promise<unknown>): Flight {
    const cancel = new AbortController();
    const flight: Flight = { cancel, waiting: 0, result: Promise.resolve() };
    flight.result = run(cancel.signal).finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    // Nobody may be waiting any more when it fails.
    flight.result.catch(() => undefined);
    this.#flights.set(key, flight);
    return flight;
  }

  /** Lets the next caller begin anew: what is being made is out of date already. */
  forget(key: string): void {
    this.#flights.delete(key);
  }
  forgetAll(): void {
    this.#flights.clear();
  }

  /** The flight's result for one caller, who may leave by `signal`. */
  async join(flight: Flight, signal: AbortSignal | undefined): Promise<unknown> {
    if (!signal) {
      // It stays to the end, so the work is never cancelled.
      flight.waiting = Number.POSITIVE_INFINITY;
      return flight.result;
    }
    signal.throwIfAborted();
    flight.waiting += 1;
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason as Error);
      signal.addEventListener("abort", leave, { once: true });
    });
    try {
      return await Promise.race([flight.result, left]);
    } finally {
      if (leave) signal.removeEventListener("abort", leave);
      flight.waiting -= 1;
      if (flight.waiting === 0 && signal.aborted) flight.cancel.abort(signal.reason);
    }
  }
}
