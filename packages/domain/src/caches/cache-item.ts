import type { CacheCost, CacheFigures, CacheItem } from "@plimsoll/core";
import { type CacheCounts, hitRatioOf, total } from "./cache-counts.ts";

export interface CachePriceOf {
  pricePerSecond: number;
  currency: string;
}

const MINUTES_A_DAY = 1_440;
const POINT = 0.01;

/** A cache as lists show it. @param rangeMs of the range that the counts are of */
export function toCacheItem(
  counts: CacheCounts,
  rangeMs: number,
  price: CachePriceOf | null,
  coldStart: boolean,
): CacheItem {
  const figures = figuresOf(counts, rangeMs);
  const trend = counts.hits.map((hits, step) =>
    hitRatioOf(hits ?? 0, counts.stale[step] ?? 0, counts.misses[step] ?? 0),
  );
  const { source, service, namespace } = counts;
  return { source, service, namespace, ...figures, cost: costOf(figures, rangeMs, price), coldStart, trend };
}

function figuresOf(counts: CacheCounts, rangeMs: number): CacheFigures {
  const [hits, stale, misses] = [counts.hits, counts.stale, counts.misses].map((values) => total(values) ?? 0) as [
    number,
    number,
    number,
  ];
  const factorySeconds = total(counts.factorySeconds);
  const runs = total(counts.factoryRuns);
  return {
    hits,
    stale,
    misses,
    hitRatio: hitRatioOf(hits, stale, misses),
    readsPerSecond: (hits + stale + misses) / (rangeMs / 1_000),
    factorySeconds,
    missMs: factorySeconds === null || !runs ? null : (factorySeconds / runs) * 1_000,
    evictions: total(counts.evictions),
    errors: total(counts.errors),
    coalesced: total(counts.coalesced),
    entries: counts.entries,
    sizeBytes: counts.sizeBytes,
    capacityBytes: counts.capacityBytes,
  };
}

/**
 * What the misses cost: the time that factories took, and what it would be less with one more point of hit ratio: so many
 * fewer misses, at the mean cost of one.
 */
function costOf(figures: CacheFigures, rangeMs: number, price: CachePriceOf | null): CacheCost | null {
  const { factorySeconds, misses, hitRatio } = figures;
  if (factorySeconds === null) return null;
  const minutes = rangeMs / 60_000;
  const secondsPerMinute = factorySeconds / minutes;
  const reads = figures.hits + figures.stale + misses;
  const saved = Math.min(misses, reads * POINT);
  const pointSecondsPerMinute =
    hitRatio === null ? null : misses === 0 ? 0 : (saved * (factorySeconds / misses)) / minutes;
  const money = (perMinute: number | null) =>
    price === null || perMinute === null ? null : perMinute * MINUTES_A_DAY * price.pricePerSecond;
  return {
    secondsPerMinute,
    pointSecondsPerMinute,
    perDay: money(secondsPerMinute),
    pointPerDay: money(pointSecondsPerMinute),
    pricePerSecond: price?.pricePerSecond ?? null,
    currency: price?.currency ?? "EUR",
  };
}
