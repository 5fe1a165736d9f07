import { bucketUpperUs, LatencyHistogram } from "@plimsoll/load-engine";
import { describe, expect, it } from "vitest";
import { quantilesMs, summariseLatency } from "./latency-summary.ts";
import { toHeatmap } from "./load-heatmap.ts";

/** A plain generator of numbers from 0 to 1, the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

function filled(count: number, seed = 1): LatencyHistogram {
  const histogram = new LatencyHistogram();
  const random = numbers(seed);
  for (let index = 0; index < count; index += 1) histogram.record(Math.exp(4 + 10 * (random.next().value ?? 0)));
  return histogram;
}

describe("percentiles of a merged histogram", () => {
  it.each([1, 2, 3, 10, 999, 1000, 10_000])("are those of the histogram itself, of %i latencies", (count) => {
    const histogram = filled(count);
    const quantiles = [0, 0.001, 0.5, 0.9, 0.95, 0.99, 0.999, 1];
    const wanted = quantiles.map((quantile) => histogram.quantileUs(quantile) / 1000);
    expect(quantilesMs(histogram.toSparse(), quantiles)).toEqual(wanted);
  });

  it("are unknown of none", () => {
    const none = { meanMs: null, p50Ms: null, p90Ms: null, p95Ms: null, p99Ms: null, p999Ms: null, maxMs: null };
    expect(summariseLatency(new LatencyHistogram().toSparse())).toEqual(none);
  });
});

describe("the heatmap", () => {
  const points = (count: number, stepSeconds = 1) =>
    Array.from({ length: count }, (_, index) => ({
      second: index * stepSeconds,
      histogram: filled(100, index + 1).toSparse(),
    }));

  it("counts every answer once, in the row in which it lies", () => {
    const given = points(30);
    const { boundsMs, columns } = toHeatmap(given, 1);
    expect(boundsMs.length).toBeGreaterThan(30);
    expect(boundsMs.length).toBeLessThanOrEqual(41);
    expect(columns).toHaveLength(30);
    for (const [at, column] of columns.entries()) {
      const { buckets, counts } = given[at]?.histogram ?? { buckets: [], counts: [] };
      const wanted = boundsMs.map((bound, row) =>
        buckets.reduce((sum, bucket, index) => {
          const upper = bucketUpperUs(bucket) / 1000;
          return upper <= bound && upper > (boundsMs[row - 1] ?? -1) ? sum + (counts[index] ?? 0) : sum;
        }, 0),
      );
      expect(column.counts).toEqual(wanted);
    }
  });

  it("has 120 columns at most, and none where nothing was measured", () => {
    const many = points(300, 12).filter((point) => point.second < 600 || point.second >= 1200);
    const { columns, stepSeconds } = toHeatmap(many, 12);
    expect(stepSeconds).toBe(36);
    expect(columns.length).toBeLessThanOrEqual(120);
    expect(columns.every((column) => column.second % 36 === 0)).toBe(true);
    expect(columns.some((column) => column.second >= 612 && column.second < 1188)).toBe(false);
    const counted = columns.flatMap((column) => column.counts).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(many.length * 100);
  });

  it("is empty of none, and one row of one latency", () => {
    expect(toHeatmap([], 1)).toMatchObject({ boundsMs: [], columns: [] });
    const histogram = new LatencyHistogram();
    histogram.record(0);
    expect(toHeatmap([{ second: 0, histogram: histogram.toSparse() }], 1).columns).toEqual([
      { second: 0, counts: [1] },
    ]);
  });
});
