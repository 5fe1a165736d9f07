import { LRUCache } from "lru-cache";
import { endOf, type Entry } from "./entry.ts";
import { sizeOf } from "./values/size-of.ts";

export interface MemoryOptions {
  /** Bytes of all entries of all namespaces, estimated. Default 64 MiB; 0: nothing is kept in memory. */
  maxBytes?: number;
  /** Default: no bound but that of the bytes. */
  maxEntries?: number;
}

/** Of one entry beside its value: the entry, its key, and what the maps need. */
const OVERHEAD_BYTES = 350;
/** A value takes about so many bytes in memory for each of its serialised form. */
const BYTES_OF_SERIALISED = 2;
/** A use is noted at most so often: which entry leaves next is not a matter of less. */
const NOTE_USE_MS = 50;

/** Where an entry is, in the map of its namespace and in the list of all. */
interface Slot {
  readonly owner: NamespaceMemory;
  readonly key: string;
  entry: Entry;
  usedAt: number;
}
type Uses = LRUCache<Slot, Entry>;

/** The first tier: entries of all namespaces of a cache, the least recently used leave first. */
export class MemoryTier {
  readonly #uses: Uses;
  readonly maxBytes: number;

  constructor({ maxBytes = 64 * 1024 * 1024, maxEntries }: MemoryOptions) {
    this.maxBytes = maxBytes;
    this.#uses = new LRUCache<Slot, Entry>({
      // The list knows no bound of 0; no entry gets there then.
      maxSize: Math.max(1, maxBytes),
      ...(maxEntries === undefined ? {} : { max: maxEntries }),
      disposeAfter: (_entry, slot, reason) => {
        if (reason === "evict") slot.owner.evicted(slot.key);
      },
    });
  }

  namespace(onEvict: () => void): NamespaceMemory {
    // One value does not push out half of the others.
    return new NamespaceMemory(this.#uses, { maxEntryBytes: this.maxBytes / 4, onEvict });
  }

  /** Entries and estimated bytes of all namespaces. */
  usage(): { entries: number; bytes: number } {
    return { entries: this.#uses.size, bytes: this.#uses.calculatedSize };
  }

  /** Removes entries whose end has come: for a slow timer, as nobody asks for them. */
  removeEnded(now: number, most: number): void {
    let left = most;
    for (const slot of this.#uses.rkeys()) {
      if ((left -= 1) < 0) return;
      if (endOf(slot.entry) <= now) slot.owner.delete(slot.key);
    }
  }
}

/** The entries of one namespace. Looked up by the caller's key as it is: to put something before it would cost as much. */
export class NamespaceMemory {
  readonly #uses: Uses;
  readonly #slots = new Map<string, Slot>();
  readonly #options: { maxEntryBytes: number; onEvict: () => void };
  /** One object for all calls, of which the list keeps none. */
  readonly #setOptions = { size: 0 };

  constructor(uses: Uses, options: { maxEntryBytes: number; onEvict: () => void }) {
    this.#uses = uses;
    this.#options = options;
  }

  get(key: string, now: number): Entry | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    if (now - slot.usedAt > NOTE_USE_MS) {
      slot.usedAt = now;
      this.#uses.get(slot);
    }
    return slot.entry;
  }

  /** Keeps the entry until its end. `bytes`: of the serialised value, when they are known: saves looking through it. */
  set(key: string, entry: Entry, bytes?: number): void {
    const value = bytes === undefined ? sizeOf(entry.value) : bytes * BYTES_OF_SERIALISED;
    const size = OVERHEAD_BYTES + key.length * 2 + value;
    const now = Date.now();
    if (endOf(entry) <= now || size > this.#options.maxEntryBytes) {
      this.delete(key);
      return;
    }
    let slot = this.#slots.get(key);
    if (slot) slot.entry = entry;
    else {
      slot = { owner: this, key, entry, usedAt: now };
      this.#slots.set(key, slot);
    }
    this.#setOptions.size = size;
    this.#uses.set(slot, entry, this.#setOptions);
  }

  delete(key: string): void {
    const slot = this.#slots.get(key);
    if (!slot) return;
    this.#slots.delete(key);
    this.#uses.delete(slot);
  }

  clear(): void {
    for (const slot of this.#slots.values()) this.#uses.delete(slot);
    this.#slots.clear();
  }

  /** The list of all had no room for it any more. */
  evicted(key: string): void {
    this.#slots.delete(key);
    this.#options.onEvict();
  }
}
