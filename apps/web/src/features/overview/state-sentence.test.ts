import type { Overview, ServiceListItem } from "@plimsoll/core";
import { expect, it } from "vitest";
import { byBadness, stateOf } from "./state-sentence.ts";

const figures = { requests: 10, ratePerSecond: 1, errors: 0, errorRatio: 0, p50Ms: 1, p95Ms: 2, p99Ms: 3 };
const service = (name: string, more: Partial<ServiceListItem> = {}): ServiceListItem => ({
  name,
  ...figures,
  lastSeen: "2026-11-22T02:00:00Z",
  spark: { requests: [], p95Ms: [], errors: [] },
  ...more,
});
const concern: Overview["concerns"][number] = {
  service: "cart",
  signal: "latency",
  value: 310,
  usual: 100,
  since: "2026-11-22T02:14:00Z",
  sentence: "cart: p95 3.1× its usual",
};
const services = [service("a"), service("b", { errorRatio: 0.1 }), service("cart"), service("d", { p95Ms: 9 })];

it("says the worst concern, or that all is usual", () => {
  expect(stateOf({ concerns: [concern], services, totals: figures })).toEqual({
    tone: "warn",
    sentence: concern.sentence,
  });
  expect(stateOf({ concerns: [], services, totals: figures }).sentence).toBe("All 4 services within their usual");
  expect(stateOf({ concerns: [], services, totals: { ...figures, requests: 0 } }).tone).toBe("unknown");
});

it("sorts services from bad to good", () => {
  expect(byBadness({ concerns: [concern], services }).map((item) => item.name)).toEqual(["cart", "b", "d", "a"]);
});
