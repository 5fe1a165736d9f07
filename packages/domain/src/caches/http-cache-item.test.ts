import { expect, it } from "vitest";
import { toHttpCacheItem } from "./http-cache-item.ts";

const count = (
  outcome: "hit" | "stale" | "miss" | "passed",
  step: number,
  many: number,
  eachMs: number,
  age: number | null = null,
) => ({
  service: "shop",
  host: "cdn.example.com",
  outcome,
  step,
  count: many,
  durationMs: many * eachMs,
  medianAgeSeconds: age,
  headers: ["x-cache"],
});

it("an HTTP cache has a hit ratio, and misses are waited for", () => {
  const counts = [
    count("hit", 0, 80, 10, 30),
    count("stale", 0, 10, 10),
    count("miss", 0, 10, 110, 0),
    count("passed", 1, 5, 50),
  ];
  const item = toHttpCacheItem(counts, 60_000, 2);
  expect(item).toMatchObject({
    hits: 80,
    stale: 10,
    misses: 10,
    passed: 5,
    hitRatio: 0.9,
    hitMs: 10,
    missMs: 110,
    medianAgeSeconds: 30,
    headers: ["x-cache"],
    trend: [0.9, null],
  });
  // Ten misses, each 100 ms longer than a hit.
  expect(item.waitedSecondsPerMinute).toBeCloseTo(1);
});

it("without reads there is no hit ratio, without misses nothing to wait for", () => {
  expect(toHttpCacheItem([count("passed", 0, 5, 50)], 60_000, 1)).toMatchObject({
    hitRatio: null,
    missMs: null,
    waitedSecondsPerMinute: null,
  });
  expect(toHttpCacheItem([count("hit", 0, 5, 50)], 60_000, 1)).toMatchObject({
    hitRatio: 1,
    waitedSecondsPerMinute: null,
  });
});
