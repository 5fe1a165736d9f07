import type { HttpCacheItem } from "@plimsoll/core";
import type { HttpCacheCount } from "@plimsoll/telemetry";
import { hitRatioOf } from "./cache-counts.ts";

interface Tally {
  count: number;
  durationMs: number;
}
const NOTHING: Tally = { count: 0, durationMs: 0 };

/**
 * Caches of one host, from what they answered step by step. What callers waited for misses is their time beyond what as
 * many hits take, or all of it where nothing was hit.
 */
export function toHttpCacheItem(counts: readonly HttpCacheCount[], rangeMs: number, steps: number): HttpCacheItem {
  const [first] = counts;
  const { hit = NOTHING, stale = NOTHING, miss = NOTHING, passed = NOTHING } = tallies(counts);
  const hitMs = meanOf(add(hit, stale));
  const missMs = meanOf(miss);
  const waitedMs = missMs === null ? null : miss.count * Math.max(0, missMs - (hitMs ?? 0));
  const reads = hit.count + stale.count + miss.count;
  return {
    service: first?.service ?? "",
    host: first?.host ?? "",
    hits: hit.count,
    stale: stale.count,
    misses: miss.count,
    passed: passed.count,
    hitRatio: hitRatioOf(hit.count, stale.count, miss.count),
    readsPerSecond: reads / (rangeMs / 1_000),
    hitMs,
    missMs,
    waitedSecondsPerMinute: waitedMs === null ? null : waitedMs / 1_000 / (rangeMs / 60_000),
    medianAgeSeconds: ageOfHits(counts),
    headers: [...new Set(counts.flatMap(({ headers }) => headers))].toSorted(),
    trend: Array.from({ length: steps }, (_, step) => {
      const own = tallies(counts.filter((count) => count.step === step));
      return hitRatioOf(own["hit"]?.count ?? 0, own["stale"]?.count ?? 0, own["miss"]?.count ?? 0);
    }),
  };
}

const add = (a: Tally, b: Tally): Tally => ({ count: a.count + b.count, durationMs: a.durationMs + b.durationMs });
const meanOf = ({ count, durationMs }: Tally): number | null => (count === 0 ? null : durationMs / count);

function tallies(counts: readonly HttpCacheCount[]): Partial<Record<string, Tally>> {
  const sums: Partial<Record<string, Tally>> = {};
  for (const each of counts) sums[each.outcome] = add(sums[each.outcome] ?? NOTHING, each);
  return sums;
}

/** The median of the step with most hits stands for all: medians cannot be merged. */
function ageOfHits(counts: readonly HttpCacheCount[]): number | null {
  const hits = counts.filter(({ outcome, medianAgeSeconds }) => outcome === "hit" && medianAgeSeconds !== null);
  return hits.toSorted((a, b) => b.count - a.count)[0]?.medianAgeSeconds ?? null;
}
