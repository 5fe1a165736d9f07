import type { CacheTimeoutError } from "./cache-timeout-error.ts";
import type { Flight } from "./flights.ts";
import type { Factory, FactoryContext } from "./options.ts";
import { checkTags } from "./options.ts";
import { within } from "./within.ts";

/** What a factory gave, with what it decided. */
export interface Made {
  value: unknown;
  ttlMs: number | undefined;
  skip: boolean;
  tookMs: number;
}

interface FactoryRun {
  hardTimeoutMs: number;
  makeTimeout(): CacheTimeoutError;
  previous: unknown;
  flight: Flight;
  /** Tags that the factory names while it runs. */
  onTag(tags: readonly string[]): void;
}

/**
 * Runs a factory within the hard timeout. Throws what it throws, or CacheTimeoutError; the flight's signal fires then.
 */
export async function runFactory(
  factory: Factory<unknown>,
  { hardTimeoutMs, makeTimeout, previous, flight, onTag }: FactoryRun,
): Promise<Made> {
  const made: Made = { value: undefined, ttlMs: undefined, skip: false, tookMs: 0 };
  const startedAt = performance.now();
  const run = async () => factory(contextOf(made, { flight, previous, onTag }));
  made.value = await within(run(), hardTimeoutMs, () => {
    const error = makeTimeout();
    flight.abort(error);
    return error;
  });
  made.tookMs = performance.now() - startedAt;
  return made;
}

function contextOf(
  made: Made,
  { flight, previous, onTag }: { flight: Flight; previous: unknown; onTag(tags: readonly string[]): void },
): FactoryContext {
  return {
    get signal() {
      return flight.signal;
    },
    previous,
    setTtl(ttlMs) {
      if (!(ttlMs >= 0)) throw new RangeError(`A lifetime is a number of milliseconds from 0 on, not ${ttlMs}.`);
      made.ttlMs = ttlMs;
    },
    tag(...tags) {
      onTag(checkTags(tags));
    },
    skip() {
      made.skip = true;
    },
  };
}
