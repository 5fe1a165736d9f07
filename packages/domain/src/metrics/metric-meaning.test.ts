import { describe, expect, it } from "vitest";
import { chooseSteps } from "@plimsoll/telemetry";
import { notesOf, unitOf } from "./metric-meaning.ts";

const steps = chooseSteps({ from: "2026-11-22T11:00:00Z", to: "2026-11-22T12:00:00Z" });
const counter = { kind: 2, temporality: 2, monotonic: true, series: 1, unit: "By", units: 1, known: null };
const histogram = { ...counter, kind: 4, monotonic: false };
const plain = { classes: [counter], family: "sum", aggregation: "rate", resets: 0, lines: 1, steps } as const;

describe("what a metric's answer means", () => {
  it.each([
    ["By", "sum", "rate", "By/s"],
    ["By", "sum", "increase", "By"],
    ["", "sum", "rate", "1/s"],
    ["{request}", "sum", "rate", "{request}/s"],
    ["ms", "gauge", "count", "1"],
    ["ms", "histogram", "rate", "1/s"],
    ["ms", "histogram", "increase", "1"],
    ["ms", "histogram", "p99", "ms"],
    ["ms", "summary", "sum", "ms"],
  ] as const)("%s of a %s, %s, is %s", (unit, family, aggregation, expected) => {
    expect(unitOf(unit, family, aggregation)).toBe(expected);
  });

  it("is said in notes only where there is something to say", () => {
    expect(notesOf(plain)).toEqual([]);
    expect(notesOf({ ...plain, resets: 1 })).toEqual(["1 reset of a counter was found and added across."]);
    expect(notesOf({ ...plain, resets: 3 })).toEqual(["3 resets of counters were found and added across."]);
    expect(notesOf({ ...plain, aggregation: "max", resets: 1 })).toEqual([
      "These are a counter's values since its process started; rate and increase tell how it grew.",
    ]);
    expect(notesOf({ ...plain, classes: [counter, { ...counter, kind: 1, temporality: 0 }] })[0]).toContain(
      "also sent as gauge",
    );
    expect(notesOf({ ...plain, classes: [counter, { ...counter, temporality: 1, unit: "kBy" }] })[0]).toContain(
      "different units",
    );
    expect(notesOf({ ...plain, classes: [histogram], family: "histogram", aggregation: "max" })[0]).toContain(
      "since their process started",
    );
    const summary = { ...plain, classes: [{ ...histogram, kind: 5 }], family: "summary", aggregation: "p95" } as const;
    expect(notesOf(summary)[0]).toContain("cannot be merged");
    expect(notesOf({ ...summary, lines: 0 })).toEqual(["The summary is sent without the quantile of p95."]);
  });
});
