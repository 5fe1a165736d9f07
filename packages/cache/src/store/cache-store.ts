/** What a lock's holder needs to write and to give it back. Of two holders, the later one has the greater fence. */
export interface StoreLock {
  token: string;
  fence: number;
}

/**
 * The second tier: what Redis, Valkey or Memcached must be able to do. Values are bytes that only the cache understands.
 * Every method may reject or hang: the cache bounds each call in time, and goes on without the store.
 * `storeConformance` in `@plimsoll/cache/testing` is the suite that a driver has to pass.
 */
export interface CacheStore {
  /** For telemetry: `redis`, `memcached`. */
  readonly name: string;
  get(key: string): Promise<Uint8Array | null>;
  /** In the order of `keys`. */
  getMany(keys: readonly string[]): Promise<(Uint8Array | null)[]>;
  /** With a `fence`, false and no change when a value with a greater fence was written for the key's lock since. */
  set(key: string, value: Uint8Array, ttlMs: number, fence?: number): Promise<boolean>;
  delete(keys: readonly string[]): Promise<void>;
  /**
   * The version of each tag, made up where there is none. A version is unique for all time: one that was lost comes back
   * as another, so that what was made under it counts as invalidated.
   */
  versions(tags: readonly string[]): Promise<string[]>;
  /** Gives each tag a new version, which is returned. */
  bump(tags: readonly string[]): Promise<string[]>;
  /** Null when another one holds it. Absent: this store cannot lock. */
  lock?(key: string, ttlMs: number): Promise<StoreLock | null>;
  /** False when the lock is lost. */
  renew?(key: string, lock: StoreLock, ttlMs: number): Promise<boolean>;
  release?(key: string, lock: StoreLock): Promise<void>;
  /** Calls back whenever a lost connection is there again. */
  onReconnect?(listener: () => void): void;
  close(): Promise<void>;
}

/** What processes tell each other. */
export type BusMessage =
  | { type: "delete"; namespace: string; keys: readonly string[] }
  | { type: "bump"; namespace: string; versions: readonly { tag: string; version: string }[] };

/** Carries messages between processes that share a second tier. They may be lost; the cache counts on it. */
export interface CacheBus {
  publish(message: BusMessage): Promise<void>;
  /** Calls back for each message of another process, and with null after a time in which messages may have been lost. */
  subscribe(listener: (message: BusMessage | null) => void): Promise<void>;
  close(): Promise<void>;
}
