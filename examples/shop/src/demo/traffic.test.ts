import { expect, test } from "vitest";
import { nextVisit, pauseMs, rateAt } from "./traffic.ts";

const MINUTE_MS = 60_000;
const stock = { productCount: 200, categories: ["lamps", "maps"] };

/** A small linear congruential generator: the same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

test("the rate stays between 5 and 20 a second and passes through both", () => {
  const rates = Array.from({ length: 21 }, (_, minute) => rateAt(minute * MINUTE_MS));
  expect(Math.min(...rates)).toBeCloseTo(5);
  expect(Math.max(...rates)).toBeCloseTo(20);
});

test("pauses average to the rate and never exceed two seconds", () => {
  const random = numbers(7);
  const pauses = Array.from({ length: 5000 }, () => pauseMs(10, random()));
  const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
  expect(mean).toBeGreaterThan(90);
  expect(mean).toBeLessThan(110);
  expect(pauseMs(0.001, 0.99)).toBe(2000);
});

test("visits cover every endpoint, mostly with requests that can succeed", () => {
  const random = numbers(42);
  const visits = Array.from({ length: 2000 }, () => nextVisit(random, stock));
  const share = (found: typeof visits) => found.length / visits.length;
  expect(share(visits.filter(({ path }) => path.startsWith("/products")))).toBeGreaterThan(0.6);
  expect(share(visits.filter(({ body }) => body && body.quantity > 0))).toBeGreaterThan(0.12);
  expect(visits.some(({ path }) => path === "/reports/sales")).toBe(true);
  expect(share(visits.filter(({ path }) => path.endsWith("/reviews")))).toBeGreaterThan(0.07);
  expect(visits.some(({ body }) => body?.quantity === 0)).toBe(true);
  for (const { path } of visits.filter(
    ({ path: each }) => /^\/products\/\d+$/.test(each) && each !== "/products/999999",
  )) {
    expect(Number(path.split("/")[2])).toBeLessThanOrEqual(stock.productCount);
  }
});
