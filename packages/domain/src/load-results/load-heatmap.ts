import type { LoadRunView } from "@plimsoll/core";
import { bucketOf, bucketUpperUs, type SparseHistogram } from "@plimsoll/load-engine";

const MAX_COLUMNS = 120;
const ROWS = 40;
/** Rows are not finer than this: a target that always takes as long makes a few rows, not forty of noise. */
const LEAST_RATIO = 1.05;

/**
 * Answers by time and latency: at most 120 columns, each of as many points as needed, and about 40 rows whose bounds
 * grow by the same factor from the fastest to the slowest. Bounds are those of buckets, so that every answer is counted
 * in the row in which it truly lies.
 */
export function toHeatmap(
  points: readonly { second: number; histogram: SparseHistogram }[],
  stepSeconds: number,
): LoadRunView["heatmap"] {
  const boundsUs = chooseBounds(points.map((point) => point.histogram));
  const first = points[0];
  const last = points.at(-1);
  if (boundsUs.length === 0 || !first || !last) return { boundsMs: [], stepSeconds, columns: [] };
  const pointsInAll = Math.floor(last.second / stepSeconds) + 1;
  const columnSeconds = Math.ceil(pointsInAll / MAX_COLUMNS) * stepSeconds;
  const columns = new Map<number, number[]>();
  for (const { second, histogram } of points) {
    const start = Math.floor(second / columnSeconds) * columnSeconds;
    const counts = columns.get(start) ?? boundsUs.map(() => 0);
    columns.set(start, counts);
    addCounts(counts, boundsUs, histogram);
  }
  return {
    boundsMs: boundsUs.map((bound) => bound / 1000),
    stepSeconds: columnSeconds,
    columns: [...columns].map(([second, counts]) => ({ second, counts })),
  };
}

function addCounts(target: number[], boundsUs: readonly number[], { buckets, counts }: SparseHistogram): void {
  let row = 0;
  for (const [at, bucket] of buckets.entries()) {
    const upper = bucketUpperUs(bucket);
    while (row < boundsUs.length - 1 && (boundsUs[row] ?? 0) < upper) row += 1;
    target[row] = (target[row] ?? 0) + (counts[at] ?? 0);
  }
}

function chooseBounds(histograms: readonly SparseHistogram[]): number[] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = -1;
  for (const { buckets } of histograms) {
    lowest = Math.min(lowest, buckets[0] ?? Number.POSITIVE_INFINITY);
    highest = Math.max(highest, buckets.at(-1) ?? -1);
  }
  if (highest < 0) return [];
  const [from, to] = [Math.max(1, bucketUpperUs(lowest)), Math.max(1, bucketUpperUs(highest))];
  const ratio = Math.max(LEAST_RATIO, (to / from) ** (1 / (ROWS - 1)));
  const bounds: number[] = [];
  for (let bound = from; bound < to; bound *= ratio) {
    const upper = bucketUpperUs(bucketOf(Math.floor(bound)));
    if (upper !== bounds.at(-1) && upper < to) bounds.push(upper);
  }
  return [...bounds, to];
}
