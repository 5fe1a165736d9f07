import type { ChangedKeys } from "./changed-keys.ts";
import { createEntry, type Entry, type TagVersion } from "./entry.ts";
import { CacheTimeoutError } from "./cache-timeout-error.ts";
import type { Flight } from "./flights.ts";
import type { NamespaceParts } from "./namespace.ts";
import type { EntryPolicy, Factory } from "./options.ts";
import { ValueMaker } from "./value-maker.ts";
import { within } from "./within.ts";

export interface LoadJob {
  factory: Factory<unknown>;
  policy: EntryPolicy;
  /** What the first tier has, fresh or not. */
  entry: Entry | undefined;
  flight: Flight;
}
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
/** A value that ran out but may still be served, and the tier it came from. */
export interface Stale {
  entry: Entry;
  tier: "l1" | "l2";
}

/** Finds the values of one namespace, and has those made that are not there. */
export class ValueLoader {
  readonly #parts: NamespaceParts;
  readonly #changed: ChangedKeys;
  readonly #maker: ValueMaker;
  readonly #landed: (key: string, flight: Flight) => void;

  constructor(parts: NamespaceParts, changed: ChangedKeys, landed: (key: string, flight: Flight) => void) {
    this.#landed = landed;
    this.#parts = parts;
    this.#changed = changed;
    this.#maker = new ValueMaker(parts, this);
  }

  /** A value from either tier, or made. Rejects as getOrSet does. */
  async load(key: string, job: LoadJob): Promise<unknown> {
    try {
      const { counters, second, versions } = this.#parts;
      if (Date.now() >= versions.validUntil) await versions.refresh();
      let stale: Stale | null = null;
      if (job.entry && versions.isCurrent(job.entry)) {
        if (Date.now() < job.entry.freshUntil) {
          counters.l1Hits += 1;
          return job.entry.value;
        }
        stale = { entry: job.entry, tier: "l1" };
      }
      if (second && !this.#parts.isDeleted(key)) {
        // Not in a function of its own: a hit in the second tier is the one thing here that must be quick.
        const since = this.#changed.latest;
        const bytes = await second.read(key);
        if (bytes) {
          const accepted = this.#accept(key, bytes, since);
          const found = accepted instanceof Promise ? await accepted : accepted;
          if (found && Date.now() < found.freshUntil) {
            counters.l2Hits += 1;
            return found.value;
          }
          if (found && (!stale || found.createdAt > stale.entry.createdAt)) stale = { entry: found, tier: "l2" };
        }
      }
      return await this.#loadNew(key, job, stale);
    } finally {
      this.#landed(key, job.flight);
    }
  }

  /** Makes the value anew although `job.entry` is fresh. Rejects as the factory does. */
  refresh(key: string, job: LoadJob): Promise<unknown> {
    return this.#maker.makeOnce(key, job, job.entry ? { entry: job.entry, tier: "l1" } : null);
  }

  /** The values of either tier, stale ones too while they may be served. Rejects never. */
  async findMany(keys: readonly string[]): Promise<Map<string, unknown>> {
    const { memory, second, versions, counters } = this.#parts;
    if (Date.now() >= versions.validUntil) await versions.refresh();
    const found = new Map<string, unknown>();
    const now = Date.now();
    const missing: string[] = [];
    for (const key of new Set(keys)) {
      const entry = memory.get(key, now);
      if (entry && now < entry.staleUntil && versions.isCurrent(entry)) {
        if (now < entry.freshUntil) counters.l1Hits += 1;
        else counters.staleL1 += 1;
        found.set(key, entry.value);
      } else missing.push(key);
    }
    const since = this.#changed.latest;
    const stored = second && missing.length > 0 ? await second.readMany(missing) : [];
    for (const [index, key] of missing.entries()) {
      const bytes = stored[index];
      const entry = bytes && !this.#parts.isDeleted(key) ? await this.#accept(key, bytes, since) : null;
      if (entry && now < entry.staleUntil) {
        if (now < entry.freshUntil) counters.l2Hits += 1;
        else counters.staleL2 += 1;
        found.set(key, entry.value);
      } else counters.misses += 1;
    }
    return found;
  }

  /** The entry of the second tier, taken into the first; null when there is none or it was invalidated. */
  async fromSecond(key: string): Promise<Entry | null> {
    if (this.#parts.isDeleted(key)) return null;
    const since = this.#changed.latest;
    const bytes = (await this.#parts.second?.read(key)) ?? null;
    return bytes ? this.#accept(key, bytes, since) : null;
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

  /** Another value than the one that is being made counts: it is given to who waits, but not kept. */
  outdate(key: string): void {
    this.#maker.outdate(key);
  }

  /** Who asks from now on does not get what is being made. */
  startAnew(): void {
    this.#maker.startAnew();
  }

  /** Makes a value within the caller's time, and serves the stale one where the policy says so. */
  async #loadNew(key: string, job: LoadJob, stale: Stale | null): Promise<unknown> {
    const { counters } = this.#parts;
    const making = this.#maker.makeOnce(key, job, stale);
    if (stale && Date.now() < stale.entry.staleUntil) {
      making.catch(() => undefined);
      if (job.policy.softTimeoutMs === 0) return this.#serve(stale);
      try {
        const value = await within(making, job.policy.softTimeoutMs, () => new CacheTimeoutError("soft timeout"));
        counters.misses += 1;
        return value;
      } catch {
        return this.#serve(stale);
      }
    }
    try {
      const value = await within(making, job.flight.deadline - Date.now(), () => hardTimeout(job.policy));
      counters.misses += 1;
      return value;
    } catch (error) {
      if (stale && Date.now() < stale.entry.errorUntil && !job.flight.isLeft) return this.#serve(stale);
      counters.misses += 1;
      throw error;
    }
  }

  #serve({ entry, tier }: Stale): unknown {
    if (tier === "l1") this.#parts.counters.staleL1 += 1;
    else this.#parts.counters.staleL2 += 1;
    return entry.value;
  }

  /** Takes an entry of the second tier into the first, unless it was invalidated or changed since it was asked for. */
  #accept(key: string, bytes: Uint8Array, since: number): Entry | null | Promise<Entry | null> {
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

export function hardTimeout({ hardTimeoutMs }: EntryPolicy): CacheTimeoutError {
  return new CacheTimeoutError(`The value was not made within ${hardTimeoutMs} ms.`);
}
