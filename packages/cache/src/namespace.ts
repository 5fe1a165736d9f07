import { ChangedKeys } from "./changed-keys.ts";
import { Entries } from "./entries.ts";
import { type Entry, isDueEarly } from "./entry.ts";
import { Flight, joinFlight } from "./flights.ts";
import type { LoadJob } from "./load-job.ts";
import type { NamespaceMemory } from "./memory-tier.ts";
import {
  checkTags,
  type EntryOptions,
  type EntryPolicy,
  type Factory,
  type GetOrSetOptions,
  toPolicy,
} from "./options.ts";
import { Outbox } from "./outbox.ts";
import { runBatchFactory } from "./run-batch-factory.ts";
import type { SecondTier } from "./second-tier.ts";
import type { BusMessage } from "./store/cache-store.ts";
import type { Counters } from "./telemetry.ts";
import { ValueLoader } from "./value-loader.ts";
import type { Versions } from "./versions.ts";

/** What a namespace gets from its cache. */
export interface NamespaceOptions {
  name: string;
  policy: EntryPolicy;
  memory: NamespaceMemory;
  second: SecondTier | null;
  versions: Versions;
  counters: Counters;
  /** How long a dead process's lock holds the others up. */
  lockMs: number;
  /** How long a store that hangs may hold a caller up before anything else is tried. */
  storeWaitMs: number;
  /** False when the message could not be sent. */
  publish(message: BusMessage): Promise<boolean>;
  load<T>(run: () => Promise<T>): Promise<T>;
  stored(ttlMs: number): void;
}
/** What the parts of a namespace share. */
export interface NamespaceParts extends NamespaceOptions {
  /** True while the second tier may hold what was deleted here. */
  isDeleted(key: string): boolean;
}

/** Counts of reads of one namespace in this process; metrics have the same. */
export interface CacheStats {
  l1Hits: number;
  l2Hits: number;
  stale: number;
  misses: number;
  /** Reads that waited for a value another one made. */
  coalesced: number;
  evictions: number;
}

/** Keys of one kind, with common choices. Obtained from `cache.namespace(name)`. */
export class CacheNamespace {
  readonly name: string;
  readonly #parts: NamespaceParts;
  readonly #flights = new Map<string, Flight>();
  readonly #outbox = new Outbox();
  readonly #changed = new ChangedKeys();
  readonly #entries: Entries;
  readonly #loader: ValueLoader;
  readonly #policies = new WeakMap<object, EntryPolicy>();

  constructor(options: NamespaceOptions) {
    this.name = options.name;
    this.#parts = {
      ...options,
      isDeleted: (key) => this.#outbox.hasKey(key),
    };
    this.#entries = new Entries(this.#parts, this.#changed);
    this.#loader = new ValueLoader(this.#parts, this.#entries, (key, flight) => this.#land(key, flight));
  }

  /**
   * The value of `key`, made by `factory` when there is none. However many callers ask, in however many processes, one
   * factory runs. Values of the first tier are shared: do not change them.
   *
   * Rejects with the factory's error when there is no value that may be served instead, with CacheTimeoutError at the
   * hard timeout, and with the signal's reason. Never because of a cache.
   */
  getOrSet<Value>(key: string, factory: Factory<Value>, options?: GetOrSetOptions): Promise<Value> {
    const { memory, counters, versions } = this.#parts;
    const now = Date.now();
    const entry = memory.get(key, now);
    if (entry !== undefined) {
      if (now < entry.freshUntil && now < versions.validUntil && versions.isCurrent(entry)) {
        counters.l1Hits += 1;
        const policy = options === undefined ? this.#parts.policy : this.#policyOf(options);
        if (policy.beta > 0 && isDueEarly(entry, policy.beta, now)) this.#refreshEarly(key, factory, policy, entry);
        entry.resolved ??= Promise.resolve(entry.value);
        return entry.resolved as Promise<Value>;
      }
    }
    return this.#obtain(key, factory, options, entry) as Promise<Value>;
  }

  /** The value of `key`, or undefined. Rejects never. */
  async get<Value = unknown>(key: string): Promise<Value | undefined> {
    return (await this.#loader.findMany([key])).get(key) as Value | undefined;
  }

  /** The values that are there, by key. */
  async getMany<Value = unknown>(keys: readonly string[]): Promise<Map<string, Value>> {
    return (await this.#loader.findMany(keys)) as Map<string, Value>;
  }

  /**
   * The values of all keys: those that are not there are made by one call of `factory`, which gets the missing keys and
   * returns a map of values. A key that it leaves out is kept as undefined. Not locked over processes.
   */
  async getOrSetMany<Value>(
    keys: readonly string[],
    factory: (missing: string[]) => Promise<ReadonlyMap<string, Value>> | ReadonlyMap<string, Value>,
    options: EntryOptions = {},
  ): Promise<Map<string, Value | undefined>> {
    const found = await this.getMany<Value | undefined>(keys);
    const missing = [...new Set(keys)].filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const policy = this.#policyOf(options);
    const made = await runBatchFactory({ parts: this.#parts, entries: this.#entries, policy }, missing, factory);
    for (const [key, value] of made) found.set(key, value as Value | undefined);
    return found;
  }

  /** Stores a value, here at once and in the second tier before the promise resolves, when that can be reached. */
  async set(key: string, value: unknown, options: EntryOptions = {}): Promise<void> {
    const policy = this.#policyOf(options);
    this.forget([key]);
    const createdAt = Date.now();
    const versions = await this.#parts.versions.read(policy.tags ?? []);
    const stored = await this.#entries.keep(key, { value, createdAt, tookMs: 0, versions, policy });
    await this.#tell([key], stored);
  }

  delete(key: string): Promise<void> {
    return this.deleteMany([key]);
  }

  /** Removes values from both tiers and from the memory of other processes. */
  async deleteMany(keys: readonly string[]): Promise<void> {
    this.forget(keys);
    await this.#deleteThere(keys);
  }

  /** Makes every value that has one of the tags count as absent, wherever it is. */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    if (tags.length === 0) return;
    for (let from = 0; from < tags.length; from += 32) await this.#bump(checkTags(tags.slice(from, from + 32)));
  }

  /** Makes every value of the namespace count as absent. */
  async clear(): Promise<void> {
    this.#parts.memory.clear();
    await this.#bump([""]);
  }

  /** Another process changed these keys: what is kept of them here goes, and what is being made is not kept. */
  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#changed.add(key);
      this.#parts.memory.delete(key);
      this.#loader.outdate(key);
      this.#flights.delete(key);
    }
  }

  /** Forgets all that the first tier holds: messages may have been lost. */
  forgetAll(): void {
    this.#parts.memory.clear();
    this.#changed.addAll();
    this.#startAnew();
    this.#parts.versions.distrust();
  }

  /** Another process gave tags new versions. */
  learn(versions: readonly { tag: string; version: string }[]): void {
    this.#startAnew();
    this.#parts.versions.learn(versions);
  }

  /** The app's choices, known only now. */
  adopt(policy: EntryPolicy): void {
    this.#parts.policy = policy;
  }

  /** What was read and served since the cache was made. */
  stats(): CacheStats {
    const { l1Hits, l2Hits, staleL1, staleL2, misses, coalesced, evictions } = this.#parts.counters;
    return { l1Hits, l2Hits, stale: staleL1 + staleL2, misses, coalesced, evictions };
  }

  /** The second tier is there again: what others invalidated meanwhile is asked for, and what we did is told. */
  recover(): void {
    this.#parts.versions.distrust();
    void this.replay();
  }

  /** Sends what could not be sent; called when the second tier is there again, and now and then. */
  async replay(): Promise<void> {
    if (this.#outbox.isEmpty) return;
    const { keys, tags } = this.#outbox.waiting();
    if (tags.length > 0) await this.#tellTags(tags);
    for (let from = 0; from < keys.length; from += 500) await this.#deleteThere(keys.slice(from, from + 500));
  }

  #startAnew(): void {
    this.#flights.clear();
    this.#loader.startAnew();
  }

  async #bump(tags: readonly string[]): Promise<void> {
    this.#startAnew();
    this.#parts.versions.bumpHere(tags);
    await this.#tellTags(tags);
  }

  async #tellTags(tags: readonly string[]): Promise<void> {
    const { stored, versions } = await this.#parts.versions.tell(tags);
    const told = stored && (await this.#parts.publish({ type: "bump", namespace: this.name, versions }));
    if (told) this.#outbox.remove({ tags });
    else this.#outbox.add({ tags });
  }

  async #deleteThere(keys: readonly string[]): Promise<void> {
    const { second } = this.#parts;
    await this.#tell(keys, second ? await second.delete(keys) : true);
  }

  /** Tells the other processes that keys changed. */
  async #tell(keys: readonly string[], stored: boolean): Promise<void> {
    const told = stored && (await this.#parts.publish({ type: "delete", namespace: this.name, keys }));
    if (told) this.#outbox.remove({ keys });
    else if (this.#outbox.add({ keys })) await this.#bump([""]);
  }

  #obtain(
    key: string,
    factory: Factory<unknown>,
    options: GetOrSetOptions | undefined,
    entry: Entry | undefined,
  ): Promise<unknown> {
    const policy = options === undefined ? this.#parts.policy : this.#policyOf(options);
    const deadline = Date.now() + policy.hardTimeoutMs;
    let flight = this.#flights.get(key);
    if (flight) this.#parts.counters.coalesced += 1;
    else flight = this.#start(key, { factory, policy, entry, flight: new Flight(deadline) });
    const signal = options?.signal;
    // A store that hangs is waited for a few times at most: only where that is near the caller's bound a timer is needed.
    const isNear = policy.hardTimeoutMs < this.#parts.storeWaitMs;
    if (signal || isNear || deadline < flight.deadline) return joinFlight(flight, signal, deadline);
    // This caller stays to the end, so the work is never cancelled.
    flight.waiting = Number.POSITIVE_INFINITY;
    return flight.result;
  }

  #start(key: string, job: LoadJob) {
    this.#flights.set(key, job.flight);
    job.flight.result = this.#loader.load(key, job);
    return job.flight;
  }

  #refreshEarly(key: string, factory: Factory<unknown>, policy: EntryPolicy, entry: Entry): void {
    if (this.#flights.has(key)) return;
    const flight = new Flight(Date.now() + policy.hardTimeoutMs);
    this.#flights.set(key, flight);
    flight.waiting = Number.POSITIVE_INFINITY;
    flight.result = this.#loader
      .refresh(key, { factory, policy, entry, flight })
      .finally(() => this.#land(key, flight));
    // Nobody may be waiting when it fails.
    flight.result.catch(() => undefined);
  }

  #land(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #policyOf(options: EntryOptions): EntryPolicy {
    let policy = this.#policies.get(options);
    if (!policy) {
      policy = toPolicy(this.#parts.policy, options);
      this.#policies.set(options, policy);
    }
    return policy;
  }
}
