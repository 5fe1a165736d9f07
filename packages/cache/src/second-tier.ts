import { endOf, type Entry } from "./entry.ts";
import type { StoreLock } from "./store/cache-store.ts";
import type { GuardedStore } from "./store/guarded-store.ts";
import type { ReadBatcher } from "./store/read-batcher.ts";
import type { Decoded, EntryCodec } from "./values/entry-codec.ts";

interface SecondTierParts {
  /** Before each key in the store. */
  prefix: string;
  store: GuardedStore;
  reads: ReadBatcher;
  codec: EntryCodec;
  onError(what: "encode" | "decode"): void;
}

/** Entries in the second tier. Nothing here rejects: what cannot be read is absent, what cannot be written is told. */
export class SecondTier {
  readonly #parts: SecondTierParts;

  constructor(parts: SecondTierParts) {
    this.#parts = parts;
  }

  get canLock(): boolean {
    return this.#parts.store.canLock;
  }

  /** The bytes of an entry, for `decode`. */
  read(key: string): Promise<Uint8Array | null> {
    return this.#parts.reads.read(this.#parts.prefix + key);
  }

  decode(bytes: Uint8Array): Decoded | null | Promise<Decoded | null> {
    const decoded = this.#parts.codec.decode(bytes);
    return decoded instanceof Promise ? decoded.then((read) => this.#counted(read)) : this.#counted(decoded);
  }

  /** In the order of `keys`. */
  async readMany(keys: readonly string[]): Promise<(Uint8Array | null)[]> {
    const answer = await this.#parts.store.getMany(this.#idsOf(keys));
    return answer ? answer.value : keys.map(() => null);
  }

  /**
   * Stores the entry until its end; false when the store could not be told. A holder of the lock whose fence is not the
   * latest any more changes nothing.
   */
  async write(key: string, entry: Entry, fence?: number): Promise<boolean> {
    const ttlMs = endOf(entry) - Date.now();
    if (ttlMs < 1) return true;
    let bytes: Uint8Array;
    try {
      bytes = await this.#parts.codec.encode(entry);
    } catch {
      this.#parts.onError("encode");
      return false;
    }
    return (await this.#parts.store.set(this.#parts.prefix + key, bytes, Math.ceil(ttlMs), fence)) !== null;
  }

  /** False when the store could not be told. */
  async delete(keys: readonly string[]): Promise<boolean> {
    return (await this.#parts.store.delete(this.#idsOf(keys))) !== null;
  }

  /** `down`: nobody can say; go on without. */
  async lock(key: string, ttlMs: number): Promise<StoreLock | "taken" | "down"> {
    const answer = await this.#parts.store.lock(this.#parts.prefix + key, ttlMs);
    return answer ? (answer.value ?? "taken") : "down";
  }
  renew(key: string, lock: StoreLock, ttlMs: number): Promise<{ value: boolean } | null> {
    return this.#parts.store.renew(this.#parts.prefix + key, lock, ttlMs);
  }
  release(key: string, lock: StoreLock): Promise<void> {
    return this.#parts.store.release(this.#parts.prefix + key, lock);
  }

  #idsOf(keys: readonly string[]): string[] {
    return keys.map((key) => this.#parts.prefix + key);
  }

  #counted(decoded: Decoded | null): Decoded | null {
    if (!decoded) this.#parts.onError("decode");
    return decoded;
  }
}
