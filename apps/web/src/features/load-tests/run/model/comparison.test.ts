import type { LoadComparisonRow } from "@plimsoll/core";
import { expect, it } from "vitest";
import { byStep, changeWords, chanceWords, comparisonSentence } from "./comparison.ts";

const row = (more: Partial<LoadComparisonRow> = {}): LoadComparisonRow => ({
  step: "GET /",
  metric: "p95Ms",
  base: 80,
  value: 110,
  change: 0.375,
  verdict: "worse",
  pValue: 0.0002,
  ...more,
});

it("groups by step and keeps the order", () => {
  const groups = byStep([row({ step: "b" }), row({ step: "a" }), row({ step: "b", metric: "rate" })]);
  expect(groups.map(({ step, rows }) => [step, rows.length])).toEqual([
    ["b", 2],
    ["a", 1],
  ]);
});

it("writes changes with their sign, those of errors in points", () => {
  const changes = [0.375, -0.031, 0.000_01, null].map((change) => changeWords(row({ change })));
  expect(changes).toEqual(["+37.5 %", "−3.1 %", "unchanged", "—"]);
  const errors = row({ metric: "errorShare", base: 0, value: 0.0076, change: null });
  expect(changeWords(errors)).toBe("+0.76 points");
  expect(changeWords({ ...errors, base: null })).toBe("—");
});

it("says what chance explains", () => {
  expect(chanceWords(row())).toContain("p < 0.001");
  expect(chanceWords(row({ verdict: "same", pValue: 0.42 }))).toContain(
    "p = 0.42: a difference of this size is within",
  );
  expect(chanceWords(row({ pValue: null }))).toContain("too little");
  expect(chanceWords(row({ verdict: "unknown", pValue: 0.2 }))).toContain("p = 0.2: the figures scatter too much");
});

it("sums up in a sentence, the worst first", () => {
  const same = row({ verdict: "same" });
  expect(comparisonSentence([same])).toEqual({ tone: "ok", sentence: "No difference beyond what chance explains." });
  expect(comparisonSentence([row({ verdict: "unknown" })]).tone).toBe("unknown");
  expect(comparisonSentence([row({ verdict: "unknown", pValue: 0.2 }), same])).toEqual({
    tone: "unknown",
    sentence: "Nothing is certain: 1 of 2 figures scatter too much to tell.",
  });
  const rows = [
    row(),
    row({ metric: "rate", change: -0.5, step: "" }),
    row({ metric: "p50Ms", verdict: "better", change: -0.1 }),
  ];
  expect(comparisonSentence([...rows, same])).toEqual({
    tone: "error",
    sentence: "Worse: All requests rate −50 %, GET / p95 +37.5 %; better: GET / p50 −10 %.",
  });
});
