import { describe, expect, it } from "vitest";
import { findConcerns, type Comparison } from "./concerns.ts";
import { bucketFloorMs, percentilesMs, toHeatmap } from "./histogram.ts";
import { toFigures, type RedSums } from "./red.ts";
import { selfTimeByService } from "./self-time.ts";
import { fromNanos, stepsOf, toNanos } from "./time.ts";

const bucketOf = (ms: number) => Math.floor(12 * Math.log2(ms * 1e6 + 1));
const histogram = (durationsMs: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const ms of durationsMs) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  return counts;
};
const sums = (requests: number, errors: number, ms = 10): RedSums => ({
  requests,
  errors,
  durationNs: requests * ms * 1e6,
  durations: new Map([[bucketOf(ms), requests]]),
});

describe("percentiles of a histogram", () => {
  it("are within 3 % of the exact ones", () => {
    const durations = Array.from({ length: 5000 }, (_, index) => 0.05 * 1.002 ** index);
    const found = percentilesMs(histogram(durations), [0.5, 0.95, 0.99]);
    for (const [index, ratio] of [0.5, 0.95, 0.99].entries()) {
      const exact = durations[Math.ceil(ratio * durations.length) - 1] ?? 0;
      expect(Math.abs((found[index] ?? 0) / exact - 1)).toBeLessThan(0.03);
    }
  });

  it("are null without requests", () => {
    expect(percentilesMs(new Map(), [0.5])).toEqual([null]);
    expect(toFigures(sums(0, 0), 1000)).toMatchObject({ errorRatio: null, p95Ms: null, ratePerSecond: 0 });
  });

  it("have rows from the lowest to the highest bucket", () => {
    expect(
      toHeatmap(
        [
          [0, 40, 2],
          [3, 42, 1],
        ],
        2,
      ),
    ).toEqual({ durationBoundsMs: [40, 41, 42].map((row) => bucketFloorMs(row, 2)), cells: [0, 0, 2, 3, 2, 1] });
    expect(toHeatmap([], 2)).toEqual({ durationBoundsMs: [], cells: [] });
  });
});

describe("findConcerns", () => {
  const compare = (recent: RedSums, usual: RedSums): Comparison[] => [
    { service: "a", recent, usual, recentMs: 300_000, usualMs: 3_600_000, since: "2026-01-01T00:00:00.000Z" },
  ];
  const signals = (recent: RedSums, usual: RedSums) =>
    findConcerns(compare(recent, usual)).map((concern) => concern.signal);

  it("is quiet when all is as usual, or traffic is too low to tell", () => {
    expect(signals(sums(500, 5), sums(6000, 60))).toEqual([]);
    expect(signals(sums(5, 5), sums(60, 0))).toEqual([]);
    expect(signals(sums(30, 1), sums(360, 0))).toEqual([]);
    expect(signals(sums(0, 0), sums(100, 0))).toEqual([]);
    expect(signals(sums(50, 0, 5), sums(1000, 0, 1))).toEqual([]);
  });

  it("sees errors, slowness and silence", () => {
    expect(signals(sums(500, 50), sums(6000, 60))).toEqual(["errors"]);
    expect(signals(sums(500, 0, 100), sums(6000, 0, 20))).toEqual(["latency"]);
    expect(signals(sums(0, 0), sums(6000, 0))).toEqual(["silent"]);
  });
});

describe("self time", () => {
  it("leaves out what children cover, overlaps once and inside the parent only", () => {
    const span = (id: string, parentId: string, service: string, start: number, duration: number) => ({
      id,
      parentId,
      service,
      start,
      duration,
    });
    const times = selfTimeByService([
      span("a", "", "x", 0, 100),
      span("b", "a", "y", 10, 40),
      span("c", "a", "y", 30, 40),
      span("d", "a", "z", 90, 50),
    ]);
    expect(Object.fromEntries(times)).toEqual({ x: 30, y: 80, z: 50 });
  });
});

describe("times", () => {
  it("keep nanoseconds both ways", () => {
    expect(toNanos("2026-11-22T01:02:03.123456789Z") % 1_000_000_000n).toBe(123_456_789n);
    expect(fromNanos(toNanos("2026-11-22T01:02:03.123456789+02:00"))).toBe("2026-11-21T23:02:03.123456789Z");
    expect(fromNanos(-1n)).toBe("1969-12-31T23:59:59.999999999Z");
    expect(() => toNanos("soon")).toThrow(/ISO 8601/);
  });

  it("are cut into round steps", () => {
    expect(stepsOf("2026-01-01T00:07:00Z", "2026-01-01T01:07:00Z", 60)).toEqual({
      fromMs: Date.parse("2026-01-01T00:07:00Z"),
      stepMs: 60_000,
      count: 60,
    });
    expect(stepsOf("2026-01-01T00:07:00Z", "2026-01-01T00:08:00Z", 60, 60).stepMs).toBe(60_000);
    expect(stepsOf("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 10).count).toBeLessThanOrEqual(11);
  });
});
