import { CacheTimeoutError, hardTimeout } from "./cache-timeout-error.ts";
import type { Entries } from "./entries.ts";
import type { Flight } from "./flights.ts";
import type { LoadJob, Stale } from "./load-job.ts";
import type { NamespaceParts } from "./namespace.ts";
import { ValueMaker } from "./value-maker.ts";
import { within } from "./within.ts";

/** Finds the values of one namespace, and has those made that are not there. */
export class ValueLoader {
  readonly #parts: NamespaceParts;
  readonly #entries: Entries;
  readonly #maker: ValueMaker;
  readonly #landed: (key: string, flight: Flight) => void;

  constructor(parts: NamespaceParts, entries: Entries, landed: (key: string, flight: Flight) => void) {
    this.#landed = landed;
    this.#parts = parts;
    this.#entries = entries;
    this.#maker = new ValueMaker(parts, entries);
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
        const since = this.#entries.latestChange;
        const bytes = await second.read(key);
        if (bytes) {
          const accepted = this.#entries.accept(key, bytes, since);
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
    const since = this.#entries.latestChange;
    const stored = second && missing.length > 0 ? await second.readMany(missing) : [];
    for (const [index, key] of missing.entries()) {
      const bytes = stored[index];
      const entry = bytes && !this.#parts.isDeleted(key) ? await this.#entries.accept(key, bytes, since) : null;
      if (entry && now < entry.staleUntil) {
        if (now < entry.freshUntil) counters.l2Hits += 1;
        else counters.staleL2 += 1;
        found.set(key, entry.value);
      } else counters.misses += 1;
    }
    return found;
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
      const value = await within(making, job.flight.deadline - Date.now(), () => hardTimeout(job.policy.hardTimeoutMs));
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
}
