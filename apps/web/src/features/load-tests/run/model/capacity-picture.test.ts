import type { CapacityStep, LoadLine } from "@plimsoll/core";
import { expect, it } from "vitest";
import { capacityPicture, stepOutcome, stepWord } from "./capacity-picture.ts";

const step = (rate: number, held: boolean | null, kind: CapacityStep["kind"] = "ramp"): CapacityStep => ({
  kind,
  rate,
  held,
  fromSecond: 0,
  toSecond: 10,
  answeredRate: rate,
  p95Ms: 10,
  errorShare: 0,
  reason: null,
});
const line: LoadLine = {
  service: "shop",
  origin: "http://shop",
  testId: null,
  runId: "run_1",
  rate: 150,
  low: 150,
  high: 160,
  objectives: [],
  build: null,
  measuredAt: "2026-11-22T02:00:00Z",
};

it("narrows the range down while it searches", () => {
  expect(capacityPicture([step(100, null)], null).sentence).toBe("Nothing is decided yet. Trying 100/s now.");
  expect(capacityPicture([step(100, true)], null).range).toBeNull();
  const { range, bars, sentence } = capacityPicture([step(100, true), step(200, false), step(150, null)], null);
  expect(range).toMatchObject({ low: 100, high: 200 });
  expect(bars[1]?.height).toBeCloseTo(1 / 1.12);
  expect(sentence).toBe("The line lies between 100/s, which held, and 200/s, which broke. Trying 150/s now.");
  expect(capacityPicture([step(10, false)], null).sentence).toBe("10/s broke, and nothing has held yet.");
});

it("shows the line with its range once it is found", () => {
  const { lineAt, range, sentence } = capacityPicture([step(100, true), step(200, false)], line);
  expect(lineAt).toBeCloseTo(150 / 224);
  expect(range).toMatchObject({ low: 150, high: 160 });
  expect(sentence).toBe("150/s is the load line: 150/s held, 160/s broke.");
  const highest = capacityPicture([step(150, true)], { ...line, high: line.low });
  expect(highest.sentence).toBe("150/s is the load line: 150/s held, nothing higher was tried.");
});

it("has words for steps", () => {
  expect(stepWord({ kind: "hold" })).toBe("confirm");
  expect(stepOutcome({ held: false })).toEqual({ tone: "error", word: "broke" });
});
