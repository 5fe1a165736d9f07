import { LRUCache } from "lru-cache";
import { endOf, type Entry } from "./entry.ts";
import { sizeOf } from "./values/size-of.ts";

export interface MemoryOptions {
  /** Bytes of all entries of all namespaces, estimated by sizeOf. Default 64 MiB. */
  maxBytes?: number;
  /** Default: no bound but that of the bytes. */
  maxEntries?: number;
}

/** Of one entry beside its value: the entry, its key, and what the map needs. */
const OVERHEAD_BYTES = 250;
/** A value takes about so many bytes in memory for each of its serialised form. */
const BYTES_OF_SERIALISED = 2;

/** The first tier: entries of all namespaces of a cache, the least recently used leave first. */
export class MemoryTier {
  readonly #entries: LRUCache<string, Entry>;
  /** One object for all calls, of which the cache keeps none. */
  readonly #setOptions = { size: 0 };
  readonly maxBytes: number;

  constructor({ maxBytes = 64 * 1024 * 1024, maxEntries }: MemoryOptions, onEvict: (key: string) => void) {
    this.maxBytes = maxBytes;
    this.#entries = new LRUCache<string, Entry>({
      maxSize: maxBytes,
      // One value does not push out half of the others.
      maxEntrySize: Math.ceil(maxBytes / 4),
      ...(maxEntries === undefined ? {} : { max: maxEntries }),
      disposeAfter: (_entry, key, reason) => {
        if (reason === "evict") onEvict(key);
      },
    });
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Keeps the entry until its end. `bytes`: of the serialised value, when they are known: saves looking through it. */
  set(key: string, entry: Entry, bytes?: number): void {
    if (endOf(entry) <= Date.now()) {
      this.#entries.delete(key);
      return;
    }
    const value = bytes === undefined ? sizeOf(entry.value) : bytes * BYTES_OF_SERIALISED;
    this.#setOptions.size = OVERHEAD_BYTES + key.length * 2 + value;
    this.#entries.set(key, entry, this.#setOptions);
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  /** Removes what has the prefix. */
  clear(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }

  /** Entries and estimated bytes of all namespaces. */
  usage(): { entries: number; bytes: number } {
    return { entries: this.#entries.size, bytes: this.#entries.calculatedSize };
  }

  /** Removes entries whose end has come: for a slow timer, as nobody asks for them. */
  removeEnded(now: number, most: number): void {
    let left = most;
    for (const key of this.#entries.rkeys()) {
      if ((left -= 1) < 0) return;
      const entry = this.#entries.peek(key);
      if (entry && endOf(entry) <= now) this.#entries.delete(key);
    }
  }
}
