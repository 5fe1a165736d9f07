/** How values of a namespace live; each call may say otherwise. All times are milliseconds. */
export interface EntryOptions {
  /** How long a value is fresh. Default 60 s. */
  ttlMs?: number;
  /** After that: how long it is still served while a new one is made. Default 0: never. */
  staleMs?: number;
  /** After that, counted from the same instant: how long it is served when making a new one fails. Default 0. */
  staleIfErrorMs?: number;
  /** With a stale value at hand: how long a caller waits for the new one before it takes the stale one. Default 0. */
  softTimeoutMs?: number;
  /** Without one: the longest wait of a caller; the factory's signal fires then. Default 30 s. */
  hardTimeoutMs?: number;
  /** How long `null` and `undefined` are kept; 0: not at all. Default: as `ttlMs`. */
  nullTtlMs?: number;
  /** Share of the lifetime by which it is shortened at random, 0 to 1, so that entries made together do not end together. Default 0.1. */
  jitter?: number;
  /** Eagerness of early refresh, after Vattani et al., "Optimal Probabilistic Cache Stampede Prevention"; 0: off. Default 1. */
  beta?: number;
  /** Names by which the value can be invalidated together with others. At most 32. */
  tags?: readonly string[];
  /** One factory call at a time over all processes, where the second tier can lock. Default true. */
  lock?: boolean;
}

export interface GetOrSetOptions extends EntryOptions {
  /** Ends this caller's wait; the factory goes on for others who wait, and is aborted when nobody does. */
  signal?: AbortSignal;
}

/** What a factory is told and may decide. */
export interface FactoryContext {
  /** Fires when nobody waits any more and at the hard timeout. */
  readonly signal: AbortSignal;
  /** The value that ran out, if it is still at hand. */
  readonly previous: unknown;
  /** Another lifetime for this value, such as one that its source names. */
  setTtl(ttlMs: number): void;
  /** More tags, known only now. */
  tag(...tags: string[]): void;
  /** Returns the value without keeping it. */
  skip(): void;
}
export type Factory<Value> = (context: FactoryContext) => Promise<Value> | Value;

/** Options of an entry with every choice made. */
export interface EntryPolicy {
  ttlMs: number;
  staleMs: number;
  staleIfErrorMs: number;
  softTimeoutMs: number;
  hardTimeoutMs: number;
  nullTtlMs: number | undefined;
  jitter: number;
  beta: number;
  tags: readonly string[] | undefined;
  lock: boolean;
}

export const DEFAULT_POLICY: EntryPolicy = {
  ttlMs: 60_000,
  staleMs: 0,
  staleIfErrorMs: 0,
  softTimeoutMs: 0,
  hardTimeoutMs: 30_000,
  nullTtlMs: undefined,
  jitter: 0.1,
  beta: 1,
  tags: undefined,
  lock: true,
};
const MAX_TAGS = 32;

/** `options` over `base`. Throws RangeError for a number below 0 or not finite, and for more than 32 tags. */
export function toPolicy(base: EntryPolicy, options: EntryOptions): EntryPolicy {
  const policy: EntryPolicy = { ...base };
  for (const name of [
    "ttlMs",
    "staleMs",
    "staleIfErrorMs",
    "softTimeoutMs",
    "hardTimeoutMs",
    "nullTtlMs",
    "jitter",
    "beta",
  ] as const) {
    const value = options[name];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || value < 0)
      throw new RangeError(`\`${name}\` is ${value}; it must be a number from 0 on.`);
    policy[name] = value;
  }
  if (options.tags) policy.tags = checkTags(options.tags);
  if (options.lock !== undefined) policy.lock = options.lock;
  return policy;
}

export function checkTags(tags: readonly string[]): readonly string[] {
  if (tags.length > MAX_TAGS) throw new RangeError(`A value has at most ${MAX_TAGS} tags, not ${tags.length}.`);
  return tags;
}
