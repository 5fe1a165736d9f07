import type { LoadPoint } from "@plimsoll/core";
import { expect, it } from "vitest";
import { columnOf, heatCells, outcomeSeries } from "./run-series.ts";

const point = (second: number, more: Partial<LoadPoint> = {}): LoadPoint => ({
  second,
  planned: 100,
  sent: 100,
  answered: 98,
  failed: 3,
  dropped: 0,
  inFlight: 4,
  cpu: 0.4,
  lagMs: 1,
  meanMs: null,
  p50Ms: 5,
  p90Ms: null,
  p95Ms: 9,
  p99Ms: null,
  p999Ms: null,
  maxMs: null,
  ...more,
});

it("puts points in equal steps and leaves gaps", () => {
  const view = { series: [point(0), point(4, { p95Ms: 11 }), point(6, { p95Ms: null })], stepSeconds: 2 };
  expect(columnOf(view, "p95Ms")).toEqual([9, null, 11, null]);
  expect(columnOf({ series: [], stepSeconds: 1 }, "p95Ms")).toEqual([]);
});

it("sums outcomes up by class, and shows only those that occurred", () => {
  const series = [
    point(0, { outcomes: { "200": 90, "201": 2 } }),
    point(1, { outcomes: { "200": 50, "503": 40, timeout: 3, reset: 1 } }),
  ];
  expect(outcomeSeries({ series, stepSeconds: 1 }).map(({ label, values }) => [label, values])).toEqual([
    ["1xx and 2xx", [92, 50]],
    ["5xx", [0, 40]],
    ["no answer", [0, 4]],
  ]);
});

it("falls back to well and failed where no outcomes were kept", () => {
  const [well, failed] = outcomeSeries({ series: [point(0)], stepSeconds: 1 });
  expect([well?.values, failed?.values]).toEqual([[95], [3]]);
});

it("turns counts by upper bound into cells by lower bound, without the empty rows around", () => {
  const boundsMs = [1, 2, 4, 8, 16, 32];
  const columns = [
    { second: 0, counts: [0, 0, 5, 0, 0, 0] },
    { second: 2, counts: [0, 0, 0, 7, 0, 0] },
  ];
  const { lowerBoundsMs, cells } = heatCells({ boundsMs, columns }, 2);
  expect(lowerBoundsMs).toEqual([1, 2, 4, 8]);
  expect(cells).toEqual([0, 1, 5, 1, 2, 7]);
  expect(heatCells({ boundsMs, columns: [] }, 1).cells).toEqual([]);
  expect(heatCells({ boundsMs, columns: [{ second: 0, counts: [1] }] }, 1).lowerBoundsMs[0]).toBe(0.5);
});
