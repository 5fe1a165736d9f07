import { parseLoadThreshold } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../latency-histogram.ts";
import { judgeThreshold, type StepTotals } from "./judge-threshold.ts";

function totals(step: string, latenciesMs: number[], more: Partial<StepTotals> = {}): StepTotals {
  const histogram = new LatencyHistogram();
  for (const each of latenciesMs) histogram.record(each * 1_000);
  const answered = latenciesMs.length;
  return {
    step,
    kind: "request",
    planned: answered,
    answered,
    failed: 0,
    dropped: 0,
    errors: {},
    checks: [],
    histogram: histogram.toSparse(),
    ...more,
  };
}
const judge = (text: string, all: StepTotals[], seconds = 10) => judgeThreshold(parseLoadThreshold(text), all, seconds);

describe("a threshold is judged", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1);

  it("by all requests together, without iterations and groups", () => {
    const all = [
      totals("", [9_000]),
      totals("a", hundred),
      totals("b", hundred),
      totals("g", [5_000], { kind: "group" }),
    ];
    const { ok, value } = judge("p95 < 96ms", all);
    expect(ok).toBe(true);
    expect(value).toBeGreaterThanOrEqual(95);
    expect(value).toBeLessThan(95 * (1 + 1 / 256));
    expect(judge("p95 < 94ms", all).ok).toBe(false);
    expect(judge("max <= 100ms", all)).toEqual({ ok: true, value: 100 });
    expect(judge("mean == 50.5ms", all)).toEqual({ ok: true, value: 50.5 });
    expect(judge("rate >= 20/s", all)).toEqual({ ok: true, value: 20 });
  });

  it("by one step or group", () => {
    const all = [totals("a", [10]), totals("g", [5_000], { kind: "group" })];
    expect(judge("a: max < 11ms", all).ok).toBe(true);
    expect(judge("g: max < 11ms", all).ok).toBe(false);
    expect(judge("nowhere: max < 11ms", all)).toEqual({ ok: null, value: null });
  });

  it("by failures with and without an answer", () => {
    const all = [totals("a", hundred, { failed: 30, errors: { status: 5, timeout: 20, reset: 5 } })];
    // 100 answers, of which 5 failed, and 25 requests that were never answered.
    expect(judge("errors < 24.1%", all).value).toBe(30 / 125);
    expect(judge("errors < 1%", [totals("a", [])])).toEqual({ ok: null, value: null });
    expect(judge("errors < 1%", [totals("a", [], { failed: 3, errors: { connect: 3 } })]).value).toBe(1);
  });

  it("by iterations that were dropped, as a number and as a share", () => {
    const all = [totals("", [], { planned: 200, dropped: 3 }), totals("a", hundred)];
    expect(judge("dropped == 0", all)).toEqual({ ok: false, value: 3 });
    expect(judge("dropped < 2%", all)).toEqual({ ok: true, value: 0.015 });
    expect(judge("dropped == 0", [])).toEqual({ ok: true, value: 0 });
  });

  it("by the share of checks that passed", () => {
    const all = [totals("a", hundred, { checks: [{ name: "x", passed: 98, failed: 2 }] })];
    expect(judge("checks > 97%", all)).toEqual({ ok: true, value: 0.98 });
    expect(judge("checks > 97%", [totals("a", hundred)]).ok).toBe(null);
  });

  it("not at all while nothing was answered", () => {
    expect(judge("p95 < 1ms", [])).toEqual({ ok: null, value: null });
    expect(judge("p95 < 1ms", [totals("a", [])])).toEqual({ ok: null, value: null });
  });
});
