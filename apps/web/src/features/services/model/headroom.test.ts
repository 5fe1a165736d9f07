import type { LoadLine, ServiceLoadLine } from "@plimsoll/core";
import { expect, it } from "vitest";
import { changeOfLine, closestToLine, headroomOf, headroomText, headroomTone, loadLineReference } from "./headroom.ts";

const line = (rate: number, measuredAt = "2026-11-22T02:00:00Z"): LoadLine => ({
  service: "shop",
  origin: "http://shop",
  testId: null,
  runId: "run_1",
  rate,
  low: rate,
  high: rate * 1.05,
  objectives: [],
  build: "1.4.2",
  measuredAt,
});
const known = (service: string, rate: number, liveRate: number | null): ServiceLoadLine => ({
  service,
  current: line(rate),
  history: [],
  liveRate,
  headroom: null,
});

it("is what is left below the line, and less than nothing above it", () => {
  expect(headroomOf(known("a", 400, 100))).toBe(0.75);
  expect(headroomOf(known("a", 400, 440))).toBeCloseTo(-0.1);
  expect(headroomOf(known("a", 400, null))).toBeNull();
  expect(headroomOf({ current: null, liveRate: 3 })).toBeNull();
  expect([headroomText(0.634), headroomText(-0.1)]).toEqual(["63 %", "−10 %"]);
});

it("warns as the line comes closer", () => {
  expect([0.6, 0.2, 0.05, -0.1].map((headroom) => headroomTone(headroom).tone)).toEqual([
    "ok",
    "warn",
    "error",
    "error",
  ]);
});

it("finds the service that is closest to its line", () => {
  const lines = [known("a", 400, 100), known("b", 100, 90), known("c", 50, null)];
  expect(closestToLine(lines)?.line.service).toBe("b");
  expect(closestToLine([])).toBeNull();
});

it("draws the line with its value", () => {
  expect(loadLineReference(known("a", 412.6, 1))[0]).toMatchObject({ value: 412.6, color: "var(--load-line)" });
  expect(loadLineReference({ current: null })).toEqual([]);
});

it("says how the line moved since the one before", () => {
  const current = line(440);
  const history = [current, line(400, "2026-11-21T02:00:00Z"), line(300, "2026-11-20T02:00:00Z")];
  expect(changeOfLine({ current, history })?.change).toBeCloseTo(0.1);
  expect(changeOfLine({ current, history: [current] })).toBeNull();
});
