import type { CacheStore, StoreLock } from "./cache-store.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { Deadlines, type PendingCall } from "./deadlines.ts";

export interface GuardOptions {
  /** Longest that one call may take. */
  timeoutMs: number;
  breakerThreshold: number;
  breakerCoolDownMs: number;
  onCall(operation: StoreOperation, seconds: number, error: boolean): void;
  /** The store answers again after a time in which it did not. */
  onRecovered(): void;
}
export type StoreOperation = "get" | "set" | "delete" | "versions" | "bump" | "lock";

/** What a call gave; null when the store could not be asked. */
type Answer<T> = { value: T } | null;

const NOT_ASKED = Promise.resolve(null);

/** A store that never rejects and never hangs: it answers in time, or with null. */
export class GuardedStore {
  readonly #store: CacheStore;
  readonly #options: GuardOptions;
  readonly #breaker: CircuitBreaker;
  readonly #deadlines: Deadlines;

  constructor(store: CacheStore, options: GuardOptions) {
    this.#store = store;
    this.#options = options;
    this.#deadlines = new Deadlines(options.timeoutMs);
    this.#breaker = new CircuitBreaker({ threshold: options.breakerThreshold, coolDownMs: options.breakerCoolDownMs });
    store.onReconnect?.(() => {
      this.#breaker.succeeded();
      options.onRecovered();
    });
  }

  get canLock(): boolean {
    return this.#store.lock !== undefined;
  }

  get(key: string): Promise<Answer<Uint8Array | null>> {
    return this.#call("get", () => this.#store.get(key));
  }
  getMany(keys: readonly string[]): Promise<Answer<(Uint8Array | null)[]>> {
    return this.#call("get", () => this.#store.getMany(keys));
  }
  set(key: string, value: Uint8Array, ttlMs: number, fence?: number): Promise<Answer<boolean>> {
    return this.#call("set", () => this.#store.set(key, value, ttlMs, fence));
  }
  delete(keys: readonly string[]): Promise<Answer<void>> {
    return this.#call("delete", () => this.#store.delete(keys));
  }
  versions(tags: readonly string[]): Promise<Answer<string[]>> {
    return this.#call("versions", () => this.#store.versions(tags));
  }
  bump(tags: readonly string[]): Promise<Answer<string[]>> {
    return this.#call("bump", () => this.#store.bump(tags));
  }
  async lock(key: string, ttlMs: number): Promise<Answer<StoreLock | null>> {
    return this.#call("lock", async () => (await this.#store.lock?.(key, ttlMs)) ?? null);
  }
  async renew(key: string, lock: StoreLock, ttlMs: number): Promise<Answer<boolean>> {
    return this.#call("lock", async () => (await this.#store.renew?.(key, lock, ttlMs)) ?? false);
  }
  async release(key: string, lock: StoreLock): Promise<void> {
    await this.#call("lock", async () => this.#store.release?.(key, lock));
  }
  close(): Promise<void> {
    return this.#store.close();
  }

  #call<T>(operation: StoreOperation, run: () => Promise<T>): Promise<Answer<T>> {
    const startedAt = performance.now();
    if (this.#breaker.isOpen(startedAt)) return NOT_ASKED;
    return new Promise((resolve) => {
      const fail = () => {
        if (!this.#deadlines.delete(pending)) return;
        const now = performance.now();
        this.#breaker.failed(now);
        this.#options.onCall(operation, (now - startedAt) / 1000, true);
        resolve(null);
      };
      const pending: PendingCall = { startedAt, expire: fail };
      this.#deadlines.add(pending);
      const succeed = (value: T) => {
        if (!this.#deadlines.delete(pending)) return;
        if (this.#breaker.succeeded()) this.#options.onRecovered();
        this.#options.onCall(operation, (performance.now() - startedAt) / 1000, false);
        resolve({ value });
      };
      try {
        run().then(succeed, fail);
      } catch {
        fail();
      }
    });
  }
}
