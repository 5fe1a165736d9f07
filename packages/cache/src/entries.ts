import type { ChangedKeys } from "./changed-keys.ts";
import { createEntry, type Entry, type TagVersion } from "./entry.ts";
import type { NamespaceParts } from "./namespace.ts";
import type { EntryPolicy } from "./options.ts";

export interface KeepInput {
  value: unknown;
  /** When making it began. */
  createdAt: number;
  tookMs: number;
  ttlMs?: number | undefined;
  versions: readonly TagVersion[];
  policy: EntryPolicy;
  fence?: number | undefined;
  /** Not in the second tier. */
  here?: boolean | undefined;
}
/** The entries of one namespace in both tiers: takes what the second has into the first, and puts values into both. */
export class Entries {
  readonly #parts: NamespaceParts;
  readonly #changed: ChangedKeys;

  constructor(parts: NamespaceParts, changed: ChangedKeys) {
    this.#parts = parts;
    this.#changed = changed;
  }

  /** Number of the latest change, to be noted before the second tier is asked. */
  get latestChange(): number {
    return this.#changed.latest;
  }

  /** The entry of the second tier, taken into the first; null when there is none or it was invalidated. */
  async fromSecond(key: string): Promise<Entry | null> {
    if (this.#parts.isDeleted(key)) return null;
    const since = this.#changed.latest;
    const bytes = (await this.#parts.second?.read(key)) ?? null;
    return bytes ? this.accept(key, bytes, since) : null;
  }

  /** Puts a value into the first tier at once, and into the second: false when that could not be told. */
  async keep(key: string, input: KeepInput): Promise<boolean> {
    const { value, createdAt, tookMs, ttlMs, policy, fence, here } = input;
    const { memory, second, stored } = this.#parts;
    const times = createEntry(value, { createdAt, tookMs, ttlMs }, policy, Math.random());
    const entry: Entry = { ...times, versions: { list: input.versions, stamp: 0 } };
    // Versions that changed while the value was made leave it without use; isCurrent tells.
    if (!this.#parts.versions.isCurrent(entry)) return true;
    memory.set(key, entry);
    stored(entry.freshUntil - Date.now());
    return second && !here ? second.write(key, entry, fence) : true;
  }

  /** Takes an entry of the second tier into the first, unless it was invalidated or changed since it was asked for. */
  accept(key: string, bytes: Uint8Array, since: number): Entry | null | Promise<Entry | null> {
    const { second, versions, memory } = this.#parts;
    const decoded = second?.decode(bytes) ?? null;
    if (decoded instanceof Promise || (decoded && !versions.isCurrent(decoded.entry)))
      return this.#acceptLater(key, decoded, since);
    if (!decoded) return null;
    if (!this.#changed.hasChanged(key, since)) memory.set(key, decoded.entry, decoded.bytes);
    return decoded.entry;
  }

  async #acceptLater(
    key: string,
    decoding: Promise<{ entry: Entry; bytes: number } | null> | { entry: Entry; bytes: number },
    since: number,
  ): Promise<Entry | null> {
    const { versions, memory } = this.#parts;
    const decoded = await decoding;
    if (!decoded) return null;
    const { entry, bytes } = decoded;
    if (!versions.isCurrent(entry)) {
      // Tags that were not known here yet are read, and compared once more.
      await versions.read(entry.versions.list.map(({ tag }) => tag).filter((tag) => tag !== ""));
      if (!versions.isCurrent(entry)) return null;
    }
    if (!this.#changed.hasChanged(key, since)) memory.set(key, entry, bytes);
    return entry;
  }
}
