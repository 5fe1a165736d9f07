import { endOf } from "./entry.ts";
import type { StoreLock } from "./store/cache-store.ts";
import type { GuardedStore } from "./store/guarded-store.ts";
import type { EntryCodec, StoredEntry } from "./values/entry-codec.ts";

/** Entries in the second tier. Nothing here rejects: what cannot be read is absent, what cannot be written is told. */
export class SecondTier {
  readonly #store: GuardedStore;
  readonly #codec: EntryCodec;
  readonly #onError: (what: "encode" | "decode") => void;

  constructor(store: GuardedStore, codec: EntryCodec, onError: (what: "encode" | "decode") => void) {
    this.#store = store;
    this.#codec = codec;
    this.#onError = onError;
  }

  get canLock(): boolean {
    return this.#store.canLock;
  }

  async read(id: string): Promise<StoredEntry | null> {
    const answer = await this.#store.get(id);
    return answer?.value ? this.#decode(answer.value) : null;
  }

  /** In the order of `ids`. */
  async readMany(ids: readonly string[]): Promise<(StoredEntry | null)[]> {
    const answer = await this.#store.getMany(ids);
    if (!answer) return ids.map(() => null);
    return Promise.all(answer.value.map((bytes) => (bytes ? this.#decode(bytes) : null)));
  }

  /** Stores the entry until its end. A holder of the lock whose fence is not the latest any more changes nothing. */
  async write(id: string, entry: StoredEntry, fence?: number): Promise<void> {
    const ttlMs = endOf(entry) - Date.now();
    if (ttlMs < 1) return;
    let bytes: Uint8Array;
    try {
      bytes = await this.#codec.encode(entry);
    } catch {
      this.#onError("encode");
      return;
    }
    await this.#store.set(id, bytes, Math.ceil(ttlMs), fence);
  }

  /** False when the store could not be told. */
  async delete(ids: readonly string[]): Promise<boolean> {
    return (await this.#store.delete(ids)) !== null;
  }

  /** `down`: nobody can say; go on without. */
  async lock(id: string, ttlMs: number): Promise<StoreLock | "taken" | "down"> {
    const answer = await this.#store.lock(id, ttlMs);
    return answer ? (answer.value ?? "taken") : "down";
  }
  renew(id: string, lock: StoreLock, ttlMs: number): Promise<{ value: boolean } | null> {
    return this.#store.renew(id, lock, ttlMs);
  }
  release(id: string, lock: StoreLock): Promise<void> {
    return this.#store.release(id, lock);
  }

  async #decode(bytes: Uint8Array): Promise<StoredEntry | null> {
    const entry = await this.#codec.decode(bytes);
    if (!entry) this.#onError("decode");
    return entry;
  }
}
