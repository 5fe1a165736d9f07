import { describe, expect, it } from "vitest";
import { chooseSteps, MAX_STEPS } from "./metric-steps.ts";

const TO = Date.parse("2026-11-22T12:00:20.500Z");
const range = (lengthMs: number) => ({ from: new Date(TO - lengthMs).toISOString(), to: new Date(TO).toISOString() });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("steps of a metric's chart", () => {
  it.each([
    [5 * MINUTE, undefined, MINUTE, "minutes"],
    [HOUR, undefined, MINUTE, "minutes"],
    [24 * HOUR, undefined, 5 * MINUTE, "minutes"],
    [30 * 24 * HOUR, undefined, 3 * HOUR, "hours"],
    [HOUR, 1_000, 5_000, "points"],
    [15 * MINUTE, 1_000, 1_000, "points"],
    [15 * MINUTE, 9_500, 10_000, "points"],
    [HOUR, 90_000, 2 * MINUTE, "minutes"],
    [HOUR, 59_500, MINUTE, "minutes"],
    [24 * HOUR, 90 * MINUTE, 90 * MINUTE, "minutes"],
    [24 * HOUR, 2 * HOUR, 2 * HOUR, "hours"],
    [MINUTE, 24 * HOUR, 24 * HOUR, "hours"],
  ])("cut %i ms with a wish for %s into %i ms from %s", (length, wish, stepMs, from) => {
    expect(chooseSteps(range(length), wish)).toMatchObject({ stepMs, from });
  });

  it("cover the range from a multiple of the step on, and are never more than a series may have", () => {
    for (let length = 1_000; length < 10 * 365 * 24 * HOUR; length = Math.ceil(length * 1.37)) {
      for (const wish of [undefined, 1_000, 7_300, MINUTE, 7 * MINUTE, HOUR, 11 * HOUR]) {
        const { fromMs, stepMs, count } = chooseSteps(range(length), wish);
        expect(count).toBeLessThanOrEqual(MAX_STEPS);
        expect(stepMs).toBeGreaterThanOrEqual(wish ?? 0);
        expect(fromMs % stepMs).toBe(0);
        expect(fromMs).toBeLessThanOrEqual(TO - length);
        expect(fromMs + count * stepMs).toBeGreaterThanOrEqual(TO);
        expect(fromMs + (count - 1) * stepMs).toBeLessThan(TO);
      }
    }
  });
});
