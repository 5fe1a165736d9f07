import type { LoadPoint } from "@plimsoll/core";
import { expect, it } from "vitest";
import { columnOf, columnOfHeat, heatCells, outcomeSeries, sendingColumnOf } from "./run-series.ts";

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
  outcomes: {},
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

it("ends what is sent with the plan", () => {
  const view = { series: [point(0), point(1), point(2)], stepSeconds: 1, totalMs: 2000 };
  expect(sendingColumnOf(view, "sent")).toEqual([100, 100, null]);
  expect(sendingColumnOf({ ...view, totalMs: null }, "planned")).toEqual([100, 100, 100]);
});

it("sums outcomes up by class, and shows only those that occurred", () => {
  const series = [
    point(0, { outcomes: { "200": 90, "201": 2 } }),
    point(1, { outcomes: { "200": 50, "503": 40, timeout: 3, reset: 1 } }),
  ];
  expect(outcomeSeries({ series, stepSeconds: 1 }).map(({ label, values }) => [label, values])).toEqual([
    ["2xx", [92, 50]],
    ["5xx", [0, 40]],
    ["no answer", [0, 4]],
  ]);
});

it("turns counts by upper bound into cells by lower bound", () => {
  const columns = [
    { second: 0, counts: [0, 5, 0] },
    { second: 4, counts: [1, 0, 7] },
  ];
  expect(heatCells({ boundsMs: [1, 2, 4], columns, stepSeconds: 2 })).toEqual({
    lowerBoundsMs: [0.5, 1, 2],
    cells: [0, 1, 5, 2, 0, 1, 2, 2, 7],
  });
  expect(heatCells({ boundsMs: [1, 2], columns: [], stepSeconds: 1 }).cells).toEqual([]);
});

it("gives lines over the heatmap its steps", () => {
  const series = [point(0), point(1, { p95Ms: 12 }), point(4, { p95Ms: null })];
  const view = { series, stepSeconds: 1, heatmap: { boundsMs: [], columns: [], stepSeconds: 2 } };
  expect(columnOfHeat(view, "p95Ms")).toEqual([12, null, null]);
});
