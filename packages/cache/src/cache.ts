import { MemoryTier, type MemoryOptions } from "./memory-tier.ts";
import { CacheNamespace } from "./namespace.ts";
import { DEFAULT_POLICY, type EntryOptions, toPolicy } from "./options.ts";
import { SecondTier } from "./second-tier.ts";
import type { BusMessage, CacheBus, CacheStore } from "./store/cache-store.ts";
import { GuardedStore } from "./store/guarded-store.ts";
import { ReadBatcher } from "./store/read-batcher.ts";
import { type Counters, CacheTelemetry } from "./telemetry.ts";
import type { CompressionOptions } from "./values/compression.ts";
import { EntryCodec } from "./values/entry-codec.ts";
import { jsonSerializer, type Serializer } from "./values/serializer.ts";
import { Versions } from "./versions.ts";
import { within } from "./within.ts";

export interface CacheOptions {
  /** Before every key in the second tier, so that several apps may share one. Default `cache`. */
  prefix?: string;
  memory?: MemoryOptions;
  /** The tier that processes share; absent: memory only. */
  store?: CacheStore;
  /** Tells the other processes what changed; absent: they notice within `versionTtlMs`, or when entries end. */
  bus?: CacheBus;
  serializer?: Serializer;
  compression?: CompressionOptions;
  defaults?: EntryOptions;
  /** How long versions of tags are taken for current: the longest time that an invalidation may go unnoticed. Default 5 s. */
  versionTtlMs?: number;
  /** Longest wait for the store. Default 500 ms. */
  storeTimeoutMs?: number;
  /** How long a lock outlives a process that died with it. Default 3 s. */
  lockMs?: number;
}

const BREAKER = { breakerThreshold: 3, breakerCoolDownMs: 1_000 };
const STORE_TIMEOUT_MS = 500;
const TIDY_EVERY_MS = 5_000;
const TIDY_MOST = 20_000;

export interface Cache {
  /** Keys of one kind; the same object for the same name, whose defaults are those of the first call. */
  namespace(name: string, defaults?: EntryOptions): CacheNamespace;
  /** Invalidates on behalf of somebody outside, such as an operator: a tag, or the whole namespace. */
  invalidate(target: { namespace: string; tag?: string }): Promise<void>;
  /** Ends timers and subscriptions and closes store and bus. */
  close(): Promise<void>;
}

/** Opens a cache of two tiers. Connects nothing itself: store and bus bring their connections. */
export function createCache(options: CacheOptions = {}): Cache {
  return new TwoTierCache(options);
}

class TwoTierCache implements Cache {
  readonly #options: CacheOptions;
  readonly #prefix: string;
  readonly #namespaces = new Map<string, CacheNamespace>();
  /** Opened because somebody outside named them: the app's choices for them are not known yet. */
  readonly #implied = new Set<string>();
  readonly #memory: MemoryTier;
  readonly #telemetry: CacheTelemetry;
  readonly #store: GuardedStore | null;
  readonly #reads: ReadBatcher | null;
  readonly #tidying: NodeJS.Timeout;

  constructor(options: CacheOptions) {
    this.#options = options;
    this.#prefix = `${options.prefix ?? "cache"}:`;
    this.#memory = new MemoryTier(options.memory ?? {});
    this.#telemetry = new CacheTelemetry(() => ({ ...this.#memory.usage(), maxBytes: this.#memory.maxBytes }));
    this.#store = options.store ? this.#guard(options.store) : null;
    this.#reads = this.#store && new ReadBatcher(this.#store);
    options.bus?.subscribe((message) => this.#hear(message)).catch(() => undefined);
    this.#tidying = setInterval(() => this.#tidy(), TIDY_EVERY_MS);
    this.#tidying.unref();
  }

  namespace(name: string, defaults: EntryOptions = {}): CacheNamespace {
    const policy = toPolicy(toPolicy(DEFAULT_POLICY, this.#options.defaults ?? {}), defaults);
    const known = this.#namespaces.get(name);
    if (known) {
      if (this.#implied.delete(name)) known.adopt(policy);
      return known;
    }
    if (!/^[\w.-]{1,128}$/.test(name)) throw new RangeError("A namespace has 1 to 128 letters, digits, _, - or dots.");
    const prefix = `${this.#prefix}${name}:`;
    const store = this.#store;
    const {
      serializer = jsonSerializer,
      compression = { algorithm: "none" as const },
      versionTtlMs = 5_000,
    } = this.#options;
    const counters = this.#telemetry.namespace(name);
    const versions = new Versions({ store, prefix: `${prefix}tag:`, validMs: versionTtlMs });
    const made = new CacheNamespace({
      name,
      policy,
      memory: this.#memory.namespace(() => (counters.evictions += 1)),
      second:
        store &&
        this.#reads &&
        new SecondTier({
          store,
          prefix,
          reads: this.#reads,
          codec: new EntryCodec(serializer, compression),
          onError: (what) => counters.error(what),
        }),
      versions,
      counters,
      lockMs: this.#options.lockMs ?? 3_000,
      storeWaitMs: store ? 3 * this.#storeTimeoutMs : 0,
      publish: (message) => this.#publish(message, counters),
      load: (run) => this.#telemetry.load(name, run),
      stored: (ttlMs) => this.#telemetry.stored(name, ttlMs),
    });
    this.#namespaces.set(name, made);
    return made;
  }

  async invalidate({ namespace, tag }: { namespace: string; tag?: string }): Promise<void> {
    const isKnown = this.#namespaces.has(namespace);
    const target = this.namespace(namespace);
    if (!isKnown) this.#implied.add(namespace);
    await (tag === undefined ? target.clear() : target.invalidateTags([tag]));
  }

  async close(): Promise<void> {
    clearInterval(this.#tidying);
    this.#telemetry.close();
    const closing = [this.#options.bus?.close(), this.#store?.close()];
    const late = () => new Error("the connection did not close in time");
    await Promise.allSettled(
      closing.filter((done) => done !== undefined).map((done) => within(done, this.#storeTimeoutMs, late)),
    );
  }

  get #storeTimeoutMs(): number {
    return this.#options.storeTimeoutMs ?? STORE_TIMEOUT_MS;
  }

  async #publish(message: BusMessage, counters: Counters): Promise<boolean> {
    const { bus } = this.#options;
    if (!bus) return true;
    try {
      await within(bus.publish(message), this.#storeTimeoutMs, () => new Error("the bus did not answer in time"));
      return true;
    } catch {
      counters.error("publish");
      return false;
    }
  }

  #guard(store: CacheStore): GuardedStore {
    return new GuardedStore(store, {
      timeoutMs: this.#storeTimeoutMs,
      ...BREAKER,
      onCall: (operation, seconds, error) => this.#telemetry.storeCall(operation, seconds, error),
      onRecovered: () => this.#recover(),
    });
  }

  /** The store was away: what others invalidated meanwhile is asked for, and what we did is told. */
  #recover(): void {
    for (const namespace of this.#namespaces.values()) namespace.recover();
  }

  #hear(message: BusMessage | null): void {
    if (message === null) {
      // Which keys were deleted meanwhile nobody can say: all are looked up in the store again.
      for (const namespace of this.#namespaces.values()) namespace.forgetAll();
      return;
    }
    if (message.type === "delete") this.#namespaces.get(message.namespace)?.forget(message.keys);
    else this.#namespaces.get(message.namespace)?.learn(message.versions);
  }

  #tidy(): void {
    this.#memory.removeEnded(Date.now(), TIDY_MOST);
    for (const namespace of this.#namespaces.values()) void namespace.replay();
  }
}
