import { expect, it } from "vitest";
import { latencyLimits, thresholdLight, thresholdValue } from "./threshold-words.ts";

const state = { text: "p95 < 250ms", ok: true, value: 87, brokenAtSecond: null, abort: false };

it("shows values in the threshold's own unit", () => {
  expect(thresholdValue(state)).toBe("87 ms");
  expect(thresholdValue({ text: "errors < 1% over 10s abort", value: 0.0042 })).toBe("0.42 %");
  expect(thresholdValue({ text: "rate > 100/s", value: 99 })).toBe("99/s");
  expect(thresholdValue({ text: "dropped == 0", value: 3 })).toBe("3");
  expect(thresholdValue({ text: "p95 < 250ms", value: null })).toBe("—");
});

it("tells held, broken, undecided and held again apart", () => {
  expect(thresholdLight(state, false)).toEqual({ tone: "ok", word: "holds" });
  expect(thresholdLight(state, true).word).toBe("held");
  expect(thresholdLight({ ...state, ok: false, brokenAtSecond: 12 }, false)).toEqual({ tone: "error", word: "broken" });
  expect(thresholdLight({ ...state, brokenAtSecond: 12 }, false)).toEqual({ tone: "warn", word: "holds again" });
  expect(thresholdLight({ ...state, ok: null }, false).word).toBe("undecided");
});

it("draws upper limits of latencies over all requests only", () => {
  const texts = ["p95 < 250ms over 10s", "checkout: p99 < 1s", "errors < 1%", "p50 > 1ms", "nonsense"];
  expect(latencyLimits(texts)).toEqual([{ value: 250, label: "p95 < 250 ms", color: "var(--muted)" }]);
});
