import { describe, expect, it } from "vitest";
import { meetsLoadThreshold, parseLoadThreshold } from "./load-threshold.ts";

const parsed = (text: string) => {
  const { text: _, ...rest } = parseLoadThreshold(text);
  return rest;
};

describe("a threshold", () => {
  it("names a metric, a comparison and a value with its unit", () => {
    expect(parseLoadThreshold(" p95 < 250ms ")).toEqual({
      text: "p95 < 250ms",
      step: null,
      metric: "p95",
      op: "<",
      value: 250,
      unit: "ms",
      windowMs: null,
      abort: false,
    });
    expect(parsed("p99.9<=1.5s")).toMatchObject({ metric: "p999", op: "<=", value: 1_500 });
    expect(parsed("max < 900us")).toMatchObject({ value: 0.9 });
    expect(parsed("errors < 1%")).toMatchObject({ metric: "errors", value: 0.01, unit: "share" });
    expect(parsed("errors < 0.005")).toMatchObject({ value: 0.005, unit: "share" });
    expect(parsed("checks >= 99.5%")).toMatchObject({ metric: "checks", op: ">=", value: 0.995 });
    expect(parsed("dropped == 0")).toMatchObject({ metric: "dropped", op: "==", value: 0, unit: "count" });
    expect(parsed("dropped < 2%")).toMatchObject({ value: 0.02, unit: "share" });
    expect(parsed("rate > 100/s")).toMatchObject({ metric: "rate", op: ">", value: 100, unit: "per second" });
  });

  it("may have a window and end the run", () => {
    expect(parsed("errors < 1% over 10s abort")).toMatchObject({ windowMs: 10_000, abort: true });
    expect(parsed("p95 < 250ms over 1m")).toMatchObject({ windowMs: 60_000, abort: false });
    expect(parsed("P95 < 250ms ABORT")).toMatchObject({ windowMs: null, abort: true });
  });

  it("may be about a step, whose name may hold colons, spaces and comparisons", () => {
    expect(parsed("checkout: p99 < 1s")).toMatchObject({ step: "checkout", metric: "p99" });
    expect(parsed("GET https://shop.example:8443/cart: p50 < 80ms over 5s")).toMatchObject({
      step: "GET https://shop.example:8443/cart",
      windowMs: 5_000,
    });
    expect(parsed('"pay: card": errors == 0')).toMatchObject({ step: "pay: card", op: "==" });
  });

  it.each([
    ["", "compares nothing"],
    ["p95", "compares nothing"],
    ["p96 < 3ms", '"p96" is no metric'],
    ["< 3ms", "metric is missing"],
    [": p95 < 3ms", "name of the step"],
    ["p95 < ", "value is missing"],
    ["p95 < 250", "such as `250ms`"],
    ["p95 < fast", "is no number"],
    ["p95 < 1s over soon", "no length of time"],
    ["p95 < 1s over 10ms", "from 1s to 1h"],
    ["p95 < 1s over 2h", "from 1s to 1h"],
    ["errors < 5", "did you mean `5%`"],
    ["errors < 5ms", 'no unit "ms"'],
    ["errors < 101%", "at most 100%"],
    ["rate > 5ms", "a number a second"],
  ])("refuses %j and says why", (text, why) => {
    expect(() => parseLoadThreshold(text)).toThrow(why);
  });

  it("throws nothing but its own errors at garbage, quickly", () => {
    const pieces = ["p95", "<", ">=", "250ms", "over", "10s", "abort", ":", " ", "%", "=", "\n", '"', "errors", "1e9"];
    for (let round = 0; round < 3_000; round += 1) {
      const text = Array.from(
        { length: 1 + (round % 12) },
        (_, at) => pieces[(round * 7 + at * at * 5) % pieces.length],
      ).join("");
      try {
        expect(Number.isFinite(parseLoadThreshold(text).value)).toBe(true);
      } catch (thrown) {
        expect(String(thrown)).toContain("cannot be read");
      }
    }
  });

  it("compares as written", () => {
    expect(meetsLoadThreshold({ op: "<", value: 1 }, 1)).toBe(false);
    expect(meetsLoadThreshold({ op: "<=", value: 1 }, 1)).toBe(true);
    expect(meetsLoadThreshold({ op: ">", value: 1 }, 1)).toBe(false);
    expect(meetsLoadThreshold({ op: ">=", value: 1 }, 1)).toBe(true);
    expect(meetsLoadThreshold({ op: "==", value: 0 }, 0)).toBe(true);
  });
});
