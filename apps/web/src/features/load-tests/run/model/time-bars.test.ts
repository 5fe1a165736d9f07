import { expect, it } from "vitest";
import { comparedWords, quietSentence, type TimeRow, timeBars } from "./time-bars.ts";

const row = (operation: string, selfMs: number, baselineSelfMs: number | null): TimeRow => ({
  service: "shop",
  operation,
  selfMs,
  baselineSelfMs,
  addedMs: baselineSelfMs === null ? null : selfMs - baselineSelfMs,
  addedShare: null,
  callsPerRequest: 1,
  exampleTraceId: "0",
});

it("puts what added most first, split into rest and added", () => {
  const bars = timeBars([row("render", 10, 12), row("SELECT", 80, 20), row("GET", 30, 25)]);
  expect(bars.map((bar) => bar.row.operation)).toEqual(["SELECT", "GET", "render"]);
  expect(bars[0]).toMatchObject({ rest: 0.25, added: 0.75, saved: 0 });
  expect(bars[2]).toMatchObject({ rest: 0.125, added: 0, saved: 0.025 });
});

it("sorts by self time where there is no baseline", () => {
  const bars = timeBars([row("a", 10, null), row("b", 40, null)]);
  expect(bars.map((bar) => [bar.row.operation, bar.rest])).toEqual([
    ["b", 1],
    ["a", 0.25],
  ]);
});

it("says what was compared", () => {
  const spent = { runTraces: 1200, baselineTraces: 25, rows: [], finding: null };
  expect(comparedWords({ ...spent, baselineFrom: "before the run" })).toBe(
    "1.2k traces of the run against 25 of the quiet baseline before it",
  );
  expect(comparedWords({ ...spent, baselineFrom: "none" })).toContain("nothing to compare");
});

it("says where most of the time goes when nothing got slower", () => {
  const rows = [row("SELECT", 75, 76), row("GET", 25, 24)];
  expect(quietSentence({ rows, baselineFrom: "before the run" })).toBe(
    "No operation got much slower under load. 75 % of a request's time goes to `SELECT` in shop, as at rest.",
  );
  expect(quietSentence({ rows, baselineFrom: "none" })).toBe("75 % of a request's time goes to `SELECT` in shop.");
  const even = [row("a", 1, 1), row("b", 1, 1), row("c", 1, 1)];
  expect(quietSentence({ rows: even, baselineFrom: "live traffic" })).toBe("No operation got much slower under load.");
});
