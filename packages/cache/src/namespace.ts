import { ChangedKeys } from "./changed-keys.ts";
import { type Entry, isDueEarly } from "./entry.ts";
import { Flight, joinFlight } from "./flights.ts";
import type { MemoryTier } from "./memory-tier.ts";
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
  /** Before each key in both tiers. */
  prefix: string;
  policy: EntryPolicy;
  memory: MemoryTier;
  second: SecondTier | null;
  versions: Versions;
  counters: Counters;
  /** How long a dead process's lock holds the others up. */
  lockMs: number;
  /** False when the message could not be sent. */
  publish(message: BusMessage): Promise<boolean>;
  load<T>(run: () => Promise<T>): Promise<T>;
  stored(ttlMs: number): void;
}
/** What the parts of a namespace share. */
export interface NamespaceParts extends NamespaceOptions {
  /** True while the second tier may hold what was deleted here. */
  isDeleted(id: string): boolean;
  /** The second tier could not be told of a new value. */
  unsent(id: string): void;
}

/** Keys of one kind, with common choices. Obtained from `cache.namespace(name)`. */
export class CacheNamespace {
  readonly name: string;
  readonly #parts: NamespaceParts;
  readonly #flights = new Map<string, Flight>();
  readonly #outbox = new Outbox();
  readonly #changed = new ChangedKeys();
  readonly #loader: ValueLoader;
  readonly #policies = new WeakMap<object, EntryPolicy>();

  constructor(options: NamespaceOptions) {
    this.name = options.name;
    const keyOf = (id: string) => id.slice(options.prefix.length);
    this.#parts = {
      ...options,
      isDeleted: (id) => !this.#outbox.isEmpty && this.#outbox.hasKey(keyOf(id)),
      unsent: (id) => this.#outbox.add({ keys: [keyOf(id)] }),
    };
    this.#loader = new ValueLoader(this.#parts, this.#changed);
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
    return this.#obtain(id, factory, options, entry) as Promise<Value>;
  }

  /** The value of `key`, or undefined. Rejects never. */
  async get<Value = unknown>(key: string): Promise<Value | undefined> {
    const id = this.#parts.prefix + key;
    return (await this.#loader.findMany([id])).get(id) as Value | undefined;
  }

  /** The values that are there, by key. */
  async getMany<Value = unknown>(keys: readonly string[]): Promise<Map<string, Value>> {
    const { prefix } = this.#parts;
    const found = await this.#loader.findMany(keys.map((key) => prefix + key));
    return new Map([...found].map(([id, value]) => [id.slice(prefix.length), value as Value]));
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
    const made = await runBatchFactory({ parts: this.#parts, loader: this.#loader, policy }, missing, factory);
    for (const [key, value] of made) found.set(key, value as Value | undefined);
    return found;
  }

  /** Stores a value, here at once and in the second tier before the promise resolves, when that can be reached. */
  async set(key: string, value: unknown, options: EntryOptions = {}): Promise<void> {
    const policy = this.#policyOf(options);
    this.forget([key]);
    const createdAt = Date.now();
    const versions = await this.#parts.versions.read(policy.tags ?? []);
    const stored = await this.#loader.keep(this.#parts.prefix + key, { value, createdAt, tookMs: 0, versions, policy });
    await this.#tell([key], stored);
  }

  delete(key: string): Promise<void> {
    return this.deleteMany([key]);
  }

  /** Removes values from both tiers and from the memory of other processes. */
  async deleteMany(keys: readonly string[]): Promise<void> {
    const { prefix, second } = this.#parts;
    this.forget(keys);
    await this.#tell(keys, second ? await second.delete(keys.map((key) => prefix + key)) : true);
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
      const id = this.#parts.prefix + key;
      this.#changed.add(id);
      this.#parts.memory.delete(id);
      this.#loader.outdate(id);
      this.#flights.delete(id);
    }
  }

  /** Another process gave tags new versions. */
  learn(versions: readonly { tag: string; version: string }[]): void {
    this.#flights.clear();
    this.#parts.versions.learn(versions);
  }

  /** Sends what could not be sent; called when the second tier is there again, and now and then. */
  async replay(): Promise<void> {
    if (this.#outbox.isEmpty) return;
    const { keys, tags } = this.#outbox.waiting();
    if (tags.length > 0) await this.#bump(tags);
    for (let from = 0; from < keys.length; from += 500) await this.deleteMany(keys.slice(from, from + 500));
  }

  async #bump(tags: readonly string[]): Promise<void> {
    this.#flights.clear();
    const { stored, versions } = await this.#parts.versions.bump(tags);
    const told = stored && (await this.#parts.publish({ type: "bump", namespace: this.name, versions }));
    if (told) this.#outbox.remove({ tags });
    else this.#outbox.add({ tags });
  }

  /** Tells the other processes that keys changed. */
  async #tell(keys: readonly string[], stored: boolean): Promise<void> {
    const told = stored && (await this.#parts.publish({ type: "delete", namespace: this.name, keys }));
    if (told) this.#outbox.remove({ keys });
    else if (this.#outbox.add({ keys })) await this.#bump([""]);
  }

  #obtain(
    id: string,
    factory: Factory<unknown>,
    options: GetOrSetOptions | undefined,
    entry: Entry | undefined,
  ): Promise<unknown> {
    const policy = options === undefined ? this.#parts.policy : this.#policyOf(options);
    const deadline = Date.now() + policy.hardTimeoutMs;
    let flight = this.#flights.get(id);
    if (flight) this.#parts.counters.coalesced += 1;
    else flight = this.#start(id, { factory, policy, entry, flight: new Flight(deadline) });
    const signal = options?.signal;
    if (signal || deadline < flight.deadline) return joinFlight(flight, signal, deadline);
    // This caller stays to the end, so the work is never cancelled.
    flight.waiting = Number.POSITIVE_INFINITY;
    return flight.result;
  }

  #start(
    id: string,
    job: { factory: Factory<unknown>; policy: EntryPolicy; entry: Entry | undefined; flight: Flight },
  ) {
    this.#flights.set(id, job.flight);
    job.flight.result = this.#fly(id, job);
    return job.flight;
  }

  async #fly(id: string, job: Parameters<ValueLoader["load"]>[1]): Promise<unknown> {
    try {
      return await this.#loader.load(id, job);
    } finally {
      if (this.#flights.get(id) === job.flight) this.#flights.delete(id);
    }
  }

  #refreshEarly(id: string, factory: Factory<unknown>, policy: EntryPolicy, entry: Entry): void {
    if (this.#flights.has(id)) return;
    const flight = new Flight(Date.now() + policy.hardTimeoutMs);
    this.#flights.set(id, flight);
    flight.waiting = Number.POSITIVE_INFINITY;
    flight.result = this.#loader.refresh(id, { factory, policy, entry, flight }).finally(() => {
      if (this.#flights.get(id) === flight) this.#flights.delete(id);
    });
    // Nobody may be waiting when it fails.
    flight.result.catch(() => undefined);
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
