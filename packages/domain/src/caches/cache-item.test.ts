import { describe, expect, it } from "vitest";
import type { CacheCounts } from "./cache-counts.ts";
import { toCacheItem } from "./cache-item.ts";

const HOUR = 3_600_000;
const counts = (more: Partial<CacheCounts> = {}): CacheCounts => ({
  source: "library",
  service: "shop",
  namespace: "products",
  hits: [400, 500],
  stale: [0, 0],
  misses: [100, 0],
  factorySeconds: [10, 0],
  factoryRuns: [100, 0],
  evictions: null,
  errors: null,
  coalesced: null,
  entries: null,
  sizeBytes: null,
  capacityBytes: null,
  ...more,
});

describe("a cache", () => {
  it("has a hit ratio of its reads, over the range and step by step", () => {
    const item = toCacheItem(counts(), HOUR, null, false);
    expect(item).toMatchObject({ hits: 900, misses: 100, hitRatio: 0.9, missMs: 100, trend: [0.8, 1] });
    expect(item.readsPerSecond).toBeCloseTo(1_000 / 3_600);
  });

  it("that nobody read has none", () => {
    const idle = counts({ hits: [0, null], stale: [0, null], misses: [0, null], factorySeconds: [0, null] });
    const { hitRatio, trend, cost } = toCacheItem(idle, HOUR, null, false);
    expect([hitRatio, trend, cost?.pointSecondsPerMinute]).toEqual([null, [null, null], null]);
  });

  it("counts what was stale as answered", () => {
    const item = toCacheItem(counts({ stale: [50, 50] }), HOUR, null, false);
    expect(item.hitRatio).toBeCloseTo(1_000 / 1_100);
  });

  it("costs the time of its factories, and a point of hit ratio saves its share", () => {
    const price = { pricePerSecond: 0.5, currency: "EUR" };
    const { cost } = toCacheItem(counts(), HOUR, price, false);
    expect(cost?.secondsPerMinute).toBeCloseTo(10 / 60);
    // One of a hundred reads: 10 of 1,000, each of 0.1 s.
    expect(cost?.pointSecondsPerMinute).toBeCloseTo(1 / 60);
    expect(cost?.perDay).toBeCloseTo((10 / 60) * 1_440 * 0.5);
    expect(cost?.pointPerDay).toBeCloseTo((1 / 60) * 1_440 * 0.5);
  });

  it("with fewer misses than a point cannot save more than it costs", () => {
    const rare = counts({ hits: [9_990, 0], misses: [10, 0], factorySeconds: [1, 0], factoryRuns: [10, 0] });
    const { cost } = toCacheItem(rare, HOUR, null, false);
    expect(cost?.pointSecondsPerMinute).toBeCloseTo(cost?.secondsPerMinute ?? Number.NaN);
  });

  it("whose factories are not measured has no cost", () => {
    const server = counts({ factorySeconds: null, factoryRuns: null });
    expect(toCacheItem(server, HOUR, null, false)).toMatchObject({ cost: null, missMs: null });
  });
});
