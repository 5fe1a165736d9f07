import { parseLoadThreshold } from "@plimsoll/core";
import { expect, it } from "vitest";
import { suggestThresholds } from "./threshold-suggestions.ts";
import { lastChange, trendOf } from "./trend.ts";

it("suggests what can be read and is not there yet", () => {
  for (const mode of ["open", "closed", "capacity"] as const)
    for (const { text } of suggestThresholds(mode, [])) expect(() => parseLoadThreshold(text)).not.toThrow();
  const left = suggestThresholds("open", ["p95 < 1s", "checkout: errors < 2%"]).map(({ text }) => text);
  expect(left).toEqual(["p99 < 1s", "errors < 25% over 10s abort", "dropped == 0"]);
});

it("puts runs into columns, by build where it is known", () => {
  const at = "2026-11-22T07:00:00.000Z";
  const trend = trendOf([
    { runId: "a", at, build: "v1", p95Ms: 100, loadLine: null },
    { runId: "b", at, build: null, p95Ms: 110, loadLine: 400 },
  ]);
  expect(trend).toMatchObject({ runIds: ["a", "b"], p95Ms: [100, 110], loadLine: [null, 400], hasLine: true });
  expect(trend.labels[0]).toBe("v1");
  expect(lastChange(trend.p95Ms)).toBeCloseTo(0.1);
  expect(lastChange(trend.loadLine)).toBeNull();
});
