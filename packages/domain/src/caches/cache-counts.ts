import type { CacheSource } from "@plimsoll/core";

/** Counters of one cache over a range, step by step. */
export interface CacheCounts {
  source: CacheSource;
  service: string;
  namespace: string;
  /** By step; null where nothing was sent. */
  hits: (number | null)[];
  stale: (number | null)[];
  misses: (number | null)[];
  factorySeconds: (number | null)[] | null;
  factoryRuns: (number | null)[] | null;
  evictions: (number | null)[] | null;
  errors: (number | null)[] | null;
  coalesced: (number | null)[] | null;
  entries: number | null;
  sizeBytes: number | null;
  capacityBytes: number | null;
}

/** What tells a cache from the others. */
export function cacheKey({
  source,
  service,
  namespace,
}: Pick<CacheCounts, "source" | "service" | "namespace">): string {
  return JSON.stringify([source, service, namespace]);
}

/** Sum of what is known; null when nothing is. */
export function total(values: readonly (number | null)[] | null): number | null {
  const known = (values ?? []).filter((value): value is number => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Share of reads that were answered from the cache; null without reads: no traffic is no hit ratio of 100 %. */
export function hitRatioOf(hits: number, stale: number, misses: number): number | null {
  const reads = hits + stale + misses;
  return reads > 0 ? (hits + stale) / reads : null;
}
