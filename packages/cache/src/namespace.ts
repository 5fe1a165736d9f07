import {
  checkTags,
  type EntryOptions,
  type EntryPolicy,
  type Factory,
  type GetOrSetOptions,
  toPolicy,
} from "./options.ts";
import { type Entry, isDueEarly } from "./entry.ts";
import { Flights } from "./flights.ts";
import type { MemoryTier } from "./memory-tier.ts";
import { Outbox } from "./outbox.ts";
import type { BusMessage } from "./store/cache-store.ts";
import type { Counters } from "./telemetry.ts";
import type { SecondTier } from "./second-tier.ts";
import type { Versions } from "./versions.ts";
import { ValueLoader } from "./value-loader.ts";

/** What a namespace gets from its cache. */
export interface NamespaceParts {
  name: string;
  /** Before each key in both tiers. */
  prefix: string;
  policy: EntryPolicy;
  memory: MemoryTier;
  second: SecondTier | null;
  versions: Versions;
  counters: Counters;
  /** How long a dead process's lock holds the others up. */
  lockMs: number;
  publish(message: BusMessage): void;
  load<T>(run: () => Promise<T>): Promise<T>;
  stored(ttlMs: number): void;
}

/** Keys of one kind, with common choices. Obtained from `cache.namespace(name)`. */
export class CacheNamespace {
  readonly name: string;
  readonly #parts: NamespaceParts;
  readonly #flights = new Flights();
  readonly #outbox = new Outbox();
  readonly #loader: ValueLoader;
  readonly #policies = new WeakMap<object, EntryPolicy>();

  constructor(parts: NamespaceParts) {
    this.name = parts.name;
    this.#parts = parts;
    this.#loader = new ValueLoader(parts);
  }

  /**
   * The value of `key`, made by `factory` when there is none. However many callers ask, in however many processes, one
   * factory runs. Values of the first tier are shared: do not change them.
   *
   * Rejects with the factory's error when there is no value that may be served instead, with CacheTimeoutError at the
   * hard timeout, and with the signal's reason. Never because of a cache.
   */
  getOrSet<Value>(key: string, factory: Factory<Value>, options?: GetOrSetOptions): Promise<Value> {
    const { memory, prefix, counters, versions } = this.#parts;
    const id = prefix + key;
    const entry = memory.get(id);
    if (entry !== undefined) {
      const now = Date.now();
      if (now < entry.freshUntil && now < versions.validUntil && versions.isCurrent(entry)) {
        counters.l1Hits += 1;
        const policy = options === undefined ? this.#parts.policy : this.#policyOf(options);
        if (policy.beta > 0 && isDueEarly(entry, policy.beta, now)) this.#refreshEarly(id, factory, policy, entry);
        return Promise.resolve(entry.value as Value);
      }
    }
    return this.#make(id, factory, options, entry) as Promise<Value>;
  }

  /** The value of `key`, or undefined. Rejects never. */
  async get<Value = unknown>(key: string): Promise<Value | undefined> {
    const found = await this.#loader.find(this.#parts.prefix + key);
    return found as Value | undefined;
  }

  /** The values that are there, by key. */
  async getMany<Value = unknown>(keys: readonly string[]): Promise<Map<string, Value>> {
    const { prefix } = this.#parts;
    const found = await this.#loader.findMany(keys.map((key) => prefix + key));
    return new Map([...found].map(([id, value]) => [id.slice(prefix.length), value as Value]));
  }

  /**
   * The values of all keys: those that are not there are made by one call of `factory`, which gets the missing keys and
   * returns a map or record of values. A key that it leaves out is kept as undefined. Not locked over processes.
   */
  async getOrSetMany<Value>(
    keys: readonly string[],
    factory: (missing: string[]) => Promise<ReadonlyMap<string, Value>> | ReadonlyMap<string, Value>,
    options: EntryOptions = {},
  ): Promise<Map<string, Value | undefined>> {
    const found = await this.getMany<Value | undefined>(keys);
    const missing = [...new Set(keys)].filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const createdAt = Date.now();
    const tags = options.tags ?? this.#parts.policy.tags ?? [];
    const versions = await this.#parts.versions.read(tags);
    const made = await this.#parts.load(async () => factory(missing));
    const policy = this.#policyOf(options);
    const tookMs = Date.now() - createdAt;
    await Promise.all(
      missing.map((key) => {
        found.set(key, made.get(key));
        return this.#loader.keep(this.#parts.prefix + key, {
          value: made.get(key),
          createdAt,
          tookMs,
          versions,
          policy,
        });
      }),
    );
    return found;
  }

  /** Stores a value, here at once and in the second tier before the promise resolves, when that can be reached. */
  async set(key: string, value: unknown, options: EntryOptions = {}): Promise<void> {
    const id = this.#parts.prefix + key;
    const policy = this.#policyOf(options);
    this.#flights.forget(id);
    const createdAt = Date.now();
    const versions = await this.#parts.versions.read(policy.tags ?? []);
    await this.#loader.keep(id, { value, createdAt, tookMs: 0, versions, policy });
    this.#parts.publish({ type: "delete", namespace: this.name, keys: [key] });
  }

  delete(key: string): Promise<void> {
    return this.deleteMany([key]);
  }

  /** Removes values from both tiers and from the memory of other processes. */
  async deleteMany(keys: readonly string[]): Promise<void> {
    const { prefix, second, publish } = this.#parts;
    this.forget(keys);
    const deleted = second ? await second.delete(keys.map((key) => prefix + key)) : true;
    if (!deleted) this.#outbox.addKeys(keys);
    publish({ type: "delete", namespace: this.name, keys });
  }

  /** Makes every value that has one of the tags count as absent, wherever it is. */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    if (tags.length === 0) return;
    for (let from = 0; from < tags.length; from += 32) await this.#bump(checkTags(tags.slice(from, from + 32)));
  }

  /** Makes every value of the namespace count as absent. */
  async clear(): Promise<void> {
    this.#parts.memory.clear(this.#parts.prefix);
    await this.#bump([""]);
  }

  /** Another process changed these keys: what is kept of them here goes, and what is being made is not kept. */
  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#parts.memory.delete(this.#parts.prefix + key);
      this.#loader.outdate(this.#parts.prefix + key);
      this.#flights.forget(this.#parts.prefix + key);
    }
  }

  /** Sends what could not be sent; called when the second tier is there again. */
  async replay(): Promise<void> {
    if (this.#outbox.isEmpty) return;
    const { keys, tags } = this.#outbox.take();
    if (keys.length > 0) await this.deleteMany(keys);
    if (tags.length > 0) await this.#bump(tags);
  }

  async #bump(tags: readonly string[]): Promise<void> {
    this.#flights.forgetAll();
    const { stored, versions } = await this.#parts.versions.bump(tags);
    if (stored) this.#parts.publish({ type: "bump", namespace: this.name, versions });
    else this.#outbox.addTags(tags);
  }

  async #make(
    id: string,
    factory: Factory<unknown>,
    options: GetOrSetOptions | undefined,
    entry: Entry | undefined,
  ): Promise<unknown> {
    const policy = options === undefined ? this.#parts.policy : this.#policyOf(options);
    let flight = this.#flights.get(id);
    if (flight) this.#parts.counters.coalesced += 1;
    else flight = this.#flights.start(id, (cancelled) => this.#loader.load(id, { factory, policy, entry, cancelled }));
    return this.#flights.join(flight, options?.signal);
  }

  #refreshEarly(id: string, factory: Factory<unknown>, policy: EntryPolicy, entry: Entry): void {
    if (this.#flights.get(id)) return;
    const flight = this.#flights.start(id, (cancelled) =>
      this.#loader.refresh(id, { factory, policy, entry, cancelled }),
    );
    flight.waiting = Number.POSITIVE_INFINITY;
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
