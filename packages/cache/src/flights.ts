import { CacheTimeoutError } from "./cache-timeout-error.ts";
import { within } from "./within.ts";

/** A value that is being made, and who waits for it. */
export class Flight {
  result: Promise<unknown> = Promise.resolve();
  waiting = 0;
  /** When its starter's hard timeout is over, in Unix milliseconds. */
  readonly deadline: number;
  #abort: AbortController | undefined;
  #reason: unknown;

  constructor(deadline: number) {
    this.deadline = deadline;
  }

  /** Nobody waits any more. */
  isLeft = false;

  /** Fires when nobody waits any more, and at the hard timeout. Made when first asked for: most factories never do. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#reason !== undefined) this.#abort.abort(this.#reason);
    return this.#abort.signal;
  }

  abort(reason: unknown): void {
    this.#reason ??= reason;
    this.#abort?.abort(reason);
  }
}

/** The flight's result for one caller, who may leave by `signal` and does at its own deadline. */
export async function joinFlight(flight: Flight, signal: AbortSignal | undefined, deadline: number): Promise<unknown> {
  signal?.throwIfAborted();
  flight.waiting += 1;
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal?.reason as Error);
    signal?.addEventListener("abort", leave, { once: true });
  });
  try {
    return await within(Promise.race([flight.result, left]), deadline - Date.now(), () => {
      return new CacheTimeoutError("The value was not made within the hard timeout.");
    });
  } finally {
    if (leave) signal?.removeEventListener("abort", leave);
    flight.waiting -= 1;
    if (flight.waiting === 0 && signal?.aborted) {
      flight.isLeft = true;
      flight.abort(signal.reason);
    }
  }
}
