import { CacheTimeoutError } from "./factory-run.ts";
import { within } from "./within.ts";

/** A value that is being made, and who waits for it. */
export class Flight {
  result: Promise<unknown> = Promise.resolve();
  waiting = 0;
  /** When its starter's hard timeout is over, in Unix milliseconds. */
  readonly deadline: number;
  #cancel: AbortController | undefined;

  constructor(deadline: number) {
    this.deadline = deadline;
  }

  /** Fires when nobody waits any more. Made when first asked for: most flights end before a factory runs. */
  get cancelled(): AbortSignal {
    this.#cancel ??= new AbortController();
    return this.#cancel.signal;
  }

  get isAborted(): boolean {
    return this.#cancel?.signal.aborted ?? false;
  }

  abort(reason: unknown): void {
    this.#cancel ??= new AbortController();
    this.#cancel.abort(reason);
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
    if (flight.waiting === 0 && signal?.aborted) flight.abort(signal.reason);
  }
}
