import { setTimeout as delay } from "node:timers/promises";
import { hardTimeout } from "./cache-timeout-error.ts";
import type { Entries } from "./entries.ts";
import type { Entry, TagVersion } from "./entry.ts";
import { type Made, runFactory } from "./factory-run.ts";
import { holdLock } from "./hold-lock.ts";
import type { LoadJob, Stale } from "./load-job.ts";
import type { NamespaceParts } from "./namespace.ts";

/** After a factory failed and a stale value was served instead: until it is tried again. */
const RETRY_FACTORY_MS = 1_000;
/** Pauses between looks at what another process makes. */
const POLL_MS = { first: 10, most: 100 };

/** A value that is being made, also for nobody but the cache. */
interface Making {
  result: Promise<unknown>;
  outdated: boolean;
}

/** Makes the values of one namespace: one factory a key at a time, here and in all processes. */
export class ValueMaker {
  readonly #parts: NamespaceParts;
  readonly #entries: Entries;
  readonly #making = new Map<string, Making>();

  constructor(parts: NamespaceParts, entries: Entries) {
    this.#parts = parts;
    this.#entries = entries;
  }

  /** The value, of the factory that runs already or of this one. Rejects as the factory does, and at the hard timeout. */
  makeOnce(key: string, job: LoadJob, stale: Stale | null): Promise<unknown> {
    const running = this.#making.get(key);
    if (running) return running.result;
    const making: Making = { result: Promise.resolve(), outdated: false };
    making.result = this.#make(key, job, stale, making)
      .catch((error: unknown) => {
        this.#parts.counters.error("factory");
        if (stale && !making.outdated) this.#postpone(key, stale.entry);
        throw error;
      })
      .finally(() => {
        if (this.#making.get(key) === making) this.#making.delete(key);
      });
    this.#making.set(key, making);
    return making.result;
  }

  outdate(key: string): void {
    const making = this.#making.get(key);
    if (making) making.outdated = true;
    this.#making.delete(key);
  }

  /** Who asks from now on wants a value that is made from now on. */
  startAnew(): void {
    this.#making.clear();
  }

  /** The stale value is fresh for a moment, so that a failing factory is not asked by every caller. */
  #postpone(key: string, entry: Entry): void {
    const until = Math.min(Date.now() + RETRY_FACTORY_MS, entry.errorUntil);
    if (until > entry.freshUntil) this.#parts.memory.set(key, { ...entry, freshUntil: until });
  }

  async #make(key: string, job: LoadJob, stale: Stale | null, making: Making): Promise<unknown> {
    const { second, lockMs } = this.#parts;
    if (!second?.canLock || !job.policy.lock) return (await this.#makeHere(key, job, { stale, making })).value;
    let pauseMs = POLL_MS.first;
    for (;;) {
      const lock = await second.lock(key, lockMs);
      // Without a fence it could replace a later value when the store is back: it stays here.
      if (lock === "down") return (await this.#makeHere(key, job, { stale, making, here: true })).value;
      if (lock !== "taken") {
        const held = holdLock(second, { key, lock, ttlMs: lockMs });
        let kept: Promise<unknown> = Promise.resolve();
        try {
          // It may have been made between our look and the lock.
          const found = await this.#newerThan(key, stale);
          if (found) return found.value;
          const made = await this.#makeHere(key, job, { stale, making, fence: lock.fence });
          kept = made.kept;
          return made.value;
        } finally {
          // Callers need not wait for the store: the lock is given back when the others can find the value there.
          void kept.then(held.release, held.release);
        }
      }
      if (stale && Date.now() < stale.entry.staleUntil) return stale.entry.value;
      const leftMs = job.flight.deadline - Date.now();
      if (leftMs <= 0) throw hardTimeout(job.policy.hardTimeoutMs);
      await delay(Math.min(pauseMs * (0.5 + Math.random() / 2), leftMs), undefined, { signal: job.flight.signal });
      pauseMs = Math.min(pauseMs * 2, POLL_MS.most);
      const found = await this.#newerThan(key, stale);
      if (found) return found.value;
    }
  }

  /** What another process made meanwhile. */
  async #newerThan(key: string, stale: Stale | null): Promise<Entry | null> {
    const found = await this.#entries.fromSecond(key);
    const isNew = found !== null && Date.now() < found.freshUntil && found.createdAt > (stale?.entry.createdAt ?? 0);
    return isNew ? found : null;
  }

  async #makeHere(
    key: string,
    job: LoadJob,
    { stale, making, fence, here }: { stale: Stale | null; making: Making; fence?: number; here?: boolean },
  ): Promise<{ value: unknown; kept: Promise<unknown> }> {
    const { versions: known, load } = this.#parts;
    // Read before the factory starts: what is invalidated while it runs is not kept.
    const versions = await known.read(job.policy.tags ?? []);
    const createdAt = Date.now();
    const late: Promise<TagVersion[]>[] = [];
    const made: Made = await load(() =>
      runFactory(job.factory, {
        hardTimeoutMs: Math.max(1, job.flight.deadline - createdAt),
        makeTimeout: () => hardTimeout(job.policy.hardTimeoutMs),
        previous: stale?.entry.value,
        flight: job.flight,
        onTag: (tags) => late.push(known.read(tags)),
      }),
    );
    const { value, tookMs, ttlMs, skip } = made;
    if (skip) return { value, kept: Promise.resolve() };
    const all = [...versions, ...(await Promise.all(late)).flatMap((read) => read.filter(({ tag }) => tag !== ""))];
    if (making.outdated) return { value, kept: Promise.resolve() };
    const input = { value, createdAt, tookMs, ttlMs, versions: all, policy: job.policy, fence, here };
    return { value, kept: this.#entries.keep(key, input) };
  }
}
