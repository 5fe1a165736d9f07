import type { LatencySummary } from "@plimsoll/core";
import { bucketUpperUs, type SparseHistogram } from "@plimsoll/load-engine";

const QUANTILES = [0.5, 0.9, 0.95, 0.99, 0.999] as const;

/** Mean, percentiles and maximum of a merged histogram; nulls for an empty one. */
export function summariseLatency(histogram: SparseHistogram): LatencySummary {
  const count = histogram.counts.reduce((sum, each) => sum + each, 0);
  const [p50Ms = null, p90Ms = null, p95Ms = null, p99Ms = null, p999Ms = null] = quantilesMs(histogram, QUANTILES);
  const isEmpty = count === 0;
  return {
    meanMs: isEmpty ? null : histogram.sumUs / count / 1000,
    p50Ms,
    p90Ms,
    p95Ms,
    p99Ms,
    p999Ms,
    maxMs: isEmpty ? null : histogram.maxUs / 1000,
  };
}

/**
 * The least values that the shares `quantiles` (ascending, 0 to 1) of all are at or below, milliseconds, by the same rule
 * as `LatencyHistogram.quantileUs`, but in one walk over the buckets that hold something.
 */
export function quantilesMs(histogram: SparseHistogram, quantiles: readonly number[]): (number | null)[] {
  const { buckets, counts, maxUs } = histogram;
  const count = counts.reduce((sum, each) => sum + each, 0);
  if (count === 0) return quantiles.map(() => null);
  let at = -1;
  let seen = 0;
  return quantiles.map((quantile) => {
    const rank = Math.max(1, Math.ceil(quantile * count));
    while (seen < rank && at < buckets.length - 1) seen += counts[++at] ?? 0;
    return Math.min(bucketUpperUs(buckets[at] ?? 0), maxUs) / 1000;
  });
}
