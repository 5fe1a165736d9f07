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

/** The first tier: entries of all namespaces of a cache, the least recently used leave first. */
export class MemoryTier {
  readonly #entries: LRUCache<string, Entry>;
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

  /** Keeps the entry until its end. `bytes`: size of the value when it is known. */
  set(key: string, entry: Entry, bytes?: number): void {
    if (endOf(entry) <= Date.now()) this.#entries.delete(key);
    else this.#entries.set(key, entry, { size: OVERHEAD_BYTES + key.length * 2 + (bytes ?? sizeOf(entry.value)) });
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  /** Removes what has the prefix. */
  clear(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }

  /** Entries and bytes whose keys have the prefix: looks through all. */
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
