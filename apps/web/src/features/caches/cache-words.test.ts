import { expect, it } from "vitest";
import { cacheHref, cacheName, costWords, money, pointWords } from "./cache-words.ts";

const cost = {
  secondsPerMinute: 4.2,
  pointSecondsPerMinute: 0.06,
  perDay: null,
  pointPerDay: null,
  pricePerSecond: null,
  currency: "EUR",
};

it("misses cost time, and money where there is a price", () => {
  expect(costWords(cost)).toBe("4.2 s a minute");
  expect(pointWords(cost)).toBe("60 ms a minute");
  expect(costWords({ ...cost, perDay: 1_234.5 })).toBe("€1,235 a day");
  expect(pointWords({ ...cost, pointPerDay: 0.456 })).toBe("€0.46 a day");
  expect(costWords(null)).toBe("—");
  expect(pointWords({ ...cost, pointSecondsPerMinute: null })).toBe("—");
  expect(money(null, "EUR")).toBeNull();
});

it("a cache has a name and a page of its own, whatever is in it", () => {
  const cache = { source: "library" as const, service: "shop api", namespace: "a/b" };
  expect(cacheName(cache)).toBe("a/b");
  expect(cacheHref(cache)).toBe("/caches/library/shop%20api/a%2Fb");
  expect(cacheHref({ ...cache, source: "redis", namespace: "" })).toBe("/caches/redis/shop%20api");
});
