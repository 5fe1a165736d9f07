import { expect, it } from "vitest";
import { durationOfRow, heatGrid, rowOfDuration } from "./heat-grid.ts";

const grid = heatGrid({ startMs: 0, stepMs: 1000, boundsMs: [1, 2, 4, 8], cells: [0, 1, 5, 2, 3, 7] });

it("sums and finds counts", () => {
  expect(grid).toMatchObject({ columns: 3, max: 7, total: 12 });
  expect(grid.countAt(2, 3)).toBe(7);
  expect(grid.countAt(1, 1)).toBe(0);
});

it("goes from rows to durations and back", () => {
  expect(durationOfRow(grid, 2)).toBe(4);
  expect(durationOfRow(grid, 4)).toBe(16);
  expect(durationOfRow(grid, 0.5)).toBeCloseTo(Math.SQRT2);
  for (const ms of [1, 1.5, 3, 9, 15.9]) expect(durationOfRow(grid, rowOfDuration(grid, ms))).toBeCloseTo(ms);
  expect(rowOfDuration(grid, 0.2)).toBe(0);
  expect(rowOfDuration(grid, 99)).toBe(4);
});
