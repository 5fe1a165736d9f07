import type { Factory, FactoryContext } from "./options.ts";
import { checkTags } from "./options.ts";
import { within } from "./within.ts";

/** A factory took longer than the caller's hard timeout. */
export class CacheTimeoutError extends Error {
  override readonly name = "CacheTimeoutError";
}

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
  cancelled: AbortSignal;
  /** Tags that the factory names while it runs. */
  onTag(tags: readonly string[]): void;
}

/**
 * Runs a factory within the hard timeout. Throws what it throws, or CacheTimeoutError; the signal it got fires then and
 * when `cancelled` does.
 */
export async function runFactory(
  factory: Factory<unknown>,
  { hardTimeoutMs, makeTimeout, previous, cancelled, onTag }: FactoryRun,
): Promise<Made> {
  const made: Made = { value: undefined, ttlMs: undefined, skip: false, tookMs: 0 };
  const abort = new AbortController();
  const onCancel = () => abort.abort(cancelled.reason);
  cancelled.addEventListener("abort", onCancel, { once: true });
  const startedAt = performance.now();
  try {
    const run = async () => factory(contextOf(made, { signal: abort.signal, previous, onTag }));
    made.value = await within(run(), hardTimeoutMs, () => {
      const error = makeTimeout();
      abort.abort(error);
      return error;
    });
    made.tookMs = performance.now() - startedAt;
    return made;
  } finally {
    cancelled.removeEventListener("abort", onCancel);
  }
}

function contextOf(
  made: Made,
  { signal, previous, onTag }: { signal: AbortSignal; previous: unknown; onTag(tags: readonly string[]): void },
): FactoryContext {
  return {
    signal,
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
