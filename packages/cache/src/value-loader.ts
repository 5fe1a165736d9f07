import { setTimeout as delay } from "node:timers/promises";
import { createEntry, type Entry, type TagVersion } from "./entry.ts";
import { CacheTimeoutError, type Made, runFactory } from "./factory-run.ts";
import { holdLock } from "./hold-lock.ts";
import type { NamespaceParts } from "./namespace.ts";
import type { EntryPolicy, Factory } from "./options.ts";
import type { StoredEntry } from "./values/entry-codec.ts";

export interface LoadJob {
  factory: Factory<unknown>;
  policy: EntryPolicy;
  /** What the first tier has, fresh or not. */
  entry: Entry | undefined;
  /** Fires when nobody waits any more. */
  cancelled: AbortSignal;
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
}
/** A value that ran out but may still be served, and the tier it came from. */
interface Stale {
  entry: Entry;
  tier: "l1" | "l2";
}

/** After a factory failed and a stale value was served instead: until it is tried again. */
const RETRY_FACTORY_MS = 1_000;
/** Pauses between looks at what another process makes. */
const POLL_MS = { first: 10, most: 100 };

/** Finds and makes the values of one namespace. */
export class ValueLoader {
  readonly #parts: NamespaceParts;
  /** Values that are being made, also for nobody but the cache. */
  readonly #making = new Map<string, { result: Promise<unknown>; outdated: boolean }>();

  constructor(parts: NamespaceParts) {
    this.#parts = parts;
  }

  /** A value from either tier, or made. Rejects as getOrSet does. */
  async load(id: string, job: LoadJob): Promise<unknown> {
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
    const found = second && (await this.#fromSecond(id));
    if (found && Date.now() < found.freshUntil) {
      counters.l2Hits += 1;
      return found.value;
    }
    if (found && (!stale || found.createdAt > stale.entry.createdAt)) stale = { entry: found, tier: "l2" };
    return this.#loadNew(id, job, stale);
  }

  /** Makes the value anew although `job.entry` is fresh. Rejects as the factory does. */
  refresh(id: string, job: LoadJob): Promise<unknown> {
    return this.#makeOnce(id, job, job.entry ? { entry: job.entry, tier: "l1" } : null);
  }

  /** A value from either tier, stale ones too while they may be served; undefined when there is none. */
  async find(id: string): Promise<unknown> {
    return (await this.findMany([id])).get(id);
  }

  async findMany(ids: readonly string[]): Promise<Map<string, unknown>> {
    const { memory, second, versions, counters } = this.#parts;
    if (Date.now() >= versions.validUntil) await versions.refresh();
    const found = new Map<string, unknown>();
    const now = Date.now();
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const entry = memory.get(id);
      if (entry && now < entry.staleUntil && versions.isCurrent(entry)) {
        if (now < entry.freshUntil) counters.l1Hits += 1;
        else counters.staleL1 += 1;
        found.set(id, entry.value);
      } else missing.push(id);
    }
    const stored = second && missing.length > 0 ? await second.readMany(missing) : [];
    for (const [index, id] of missing.entries()) {
      const entry = await this.#accept(id, stored[index] ?? null);
      if (entry && now < entry.staleUntil) {
        if (now < entry.freshUntil) counters.l2Hits += 1;
        else counters.staleL2 += 1;
        found.set(id, entry.value);
      } else counters.misses += 1;
    }
    return found;
  }

  /** Puts a value into both tiers. */
  async keep(id: string, { value, createdAt, tookMs, ttlMs, versions, policy, fence }: KeepInput): Promise<void> {
    const { memory, second, stored } = this.#parts;
    const times = createEntry(value, { createdAt, tookMs, ttlMs }, policy, Math.random());
    const entry: Entry = { ...times, versions, stamp: 0 };
    // Versions that changed while the value was made leave it without use; isCurrent tells.
    if (!this.#parts.versions.isCurrent(entry)) return;
    memory.set(id, entry);
    stored(entry.freshUntil - Date.now());
    await second?.write(id, entry, fence);
  }

  /** What is being made for the key is given to who waits, but not kept. */
  outdate(id: string): void {
    const making = this.#making.get(id);
    if (making) making.outdated = true;
    this.#making.delete(id);
  }

  /** Makes a value, and serves the stale one where the policy says so. */
  async #loadNew(id: string, job: LoadJob, stale: Stale | null): Promise<unknown> {
    const { counters } = this.#parts;
    const serveStale = (from: Stale) => {
      if (from.tier === "l1") counters.staleL1 += 1;
      else counters.staleL2 += 1;
      return from.entry.value;
    };
    const making = this.#makeOnce(id, job, stale);
    if (stale && Date.now() < stale.entry.staleUntil) {
      making.catch(() => undefined);
      if (job.policy.softTimeoutMs === 0) return serveStale(stale);
      const late = Symbol("late");
      const first = await Promise.race([
        making.catch(() => late),
        delay(job.policy.softTimeoutMs, late, { ref: false }),
      ]);
      if (first === late) return serveStale(stale);
      counters.misses += 1;
      return first;
    }
    try {
      const value = await making;
      counters.misses += 1;
      return value;
    } catch (error) {
      if (stale && Date.now() < stale.entry.errorUntil && !job.cancelled.aborted) return serveStale(stale);
      counters.misses += 1;
      throw error;
    }
  }

  #makeOnce(id: string, job: LoadJob, stale: Stale | null): Promise<unknown> {
    const running = this.#making.get(id);
    if (running) return running.result;
    const making = { result: Promise.resolve<unknown>(undefined), outdated: false };
    making.result = this.#make(id, job, stale, () => making.outdated)
      .catch((error: unknown) => {
        this.#parts.counters.error("factory");
        if (stale && !making.outdated) this.#postpone(id, stale.entry);
        throw error;
      })
      .finally(() => {
        if (this.#making.get(id) === making) this.#making.delete(id);
      });
    this.#making.set(id, making);
    return making.result;
  }

  /** The stale value is fresh for a moment, so that a failing factory is not asked by every caller. */
  #postpone(id: string, entry: Entry): void {
    const until = Math.min(Date.now() + RETRY_FACTORY_MS, entry.errorUntil);
    if (until > entry.freshUntil) this.#parts.memory.set(id, { ...entry, freshUntil: until });
  }

  async #make(id: string, job: LoadJob, stale: Stale | null, isOutdated: () => boolean): Promise<unknown> {
    const { second } = this.#parts;
    if (!second?.canLock || !job.policy.lock) return this.#makeHere(id, job, { stale, isOutdated });
    const deadline = Date.now() + job.policy.hardTimeoutMs;
    let pauseMs = POLL_MS.first;
    for (;;) {
      const lock = await second.lock(id, this.#parts.lockMs);
      if (lock === "down") return this.#makeHere(id, job, { stale, isOutdated });
      if (lock !== "taken") {
        const held = holdLock(second, { id, lock, ttlMs: this.#parts.lockMs });
        try {
          // It may have been made between our look and the lock.
          const found = await this.#newerThan(id, stale);
          return found ? found.value : await this.#makeHere(id, job, { stale, isOutdated, fence: lock.fence });
        } finally {
          await held.release();
        }
      }
      if (stale && Date.now() < stale.entry.staleUntil) return stale.entry.value;
      if (Date.now() + pauseMs >= deadline)
        throw new CacheTimeoutError(`Another process did not make the value within ${job.policy.hardTimeoutMs} ms.`);
      await delay(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: job.cancelled });
      pauseMs = Math.min(pauseMs * 2, POLL_MS.most);
      const found = await this.#newerThan(id, stale);
      if (found) return found.value;
    }
  }

  /** What another process made meanwhile. */
  async #newerThan(id: string, stale: Stale | null): Promise<Entry | null> {
    const found = await this.#fromSecond(id);
    const isNew = found !== null && Date.now() < found.freshUntil && found.createdAt > (stale?.entry.createdAt ?? 0);
    return isNew ? found : null;
  }

  async #makeHere(
    id: string,
    job: LoadJob,
    { stale, isOutdated, fence }: { stale: Stale | null; isOutdated: () => boolean; fence?: number },
  ): Promise<unknown> {
    const { versions: known, load } = this.#parts;
    // Read before the factory starts: what is invalidated while it runs is not kept.
    const versions = await known.read(job.policy.tags ?? []);
    const createdAt = Date.now();
    const late: Promise<TagVersion[]>[] = [];
    const made: Made = await load(() =>
      runFactory(job.factory, {
        policy: job.policy,
        previous: stale?.entry.value,
        cancelled: job.cancelled,
        onTag: (tags) => late.push(known.read(tags)),
      }),
    );
    if (made.skip || isOutdated()) return made.value;
    const all = [...versions, ...(await Promise.all(late)).flatMap((read) => read.filter(({ tag }) => tag !== ""))];
    const { value, tookMs, ttlMs } = made;
    await this.keep(id, { value, createdAt, tookMs, ttlMs, versions: all, policy: job.policy, fence });
    return value;
  }

  async #fromSecond(id: string): Promise<Entry | null> {
    return this.#accept(id, (await this.#parts.second?.read(id)) ?? null);
  }

  /** Takes an entry of the second tier into the first, unless it was invalidated. */
  async #accept(id: string, stored: StoredEntry | null): Promise<Entry | null> {
    if (!stored) return null;
    const { versions, memory } = this.#parts;
    const entry: Entry = { ...stored, stamp: 0 };
    if (!versions.isCurrent(entry)) {
      // Tags that were not known here yet are read, and compared once more.
      await versions.read(entry.versions.map(({ tag }) => tag).filter((tag) => tag !== ""));
      if (!versions.isCurrent(entry)) return null;
    }
    memory.set(id, entry);
    return entry;
  }
}
