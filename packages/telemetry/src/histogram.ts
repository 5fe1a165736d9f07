/** Durations counted by bucket = floor(12 · log2(ns + 1)), as the roll-ups hold them. */
export type DurationHistogram = ReadonlyMap<number, number>;

const BUCKETS_PER_OCTAVE = 12;
/** The SQL of a bucket, for queries that count spans themselves. */
export const bucketSql = (nanoseconds: string, perOctave = BUCKETS_PER_OCTAVE) =>
  `toUInt16(floor(${perOctave} * log2(${nanoseconds} + 1)))`;

/** Lower bound of a bucket in milliseconds. */
export function bucketFloorMs(bucket: number, perOctave = BUCKETS_PER_OCTAVE): number {
  return (2 ** (bucket / perOctave) - 1) / 1e6;
}

/** Adds `counts` into `target`. */
export function addHistogram(target: Map<number, number>, counts: DurationHistogram): void {
  for (const [bucket, count] of counts) target.set(bucket, (target.get(bucket) ?? 0) + count);
}

/**
 * Percentiles in milliseconds, `ratios` ascending in 0 to 1; null for an empty histogram. The position inside a bucket
 * is interpolated on the logarithmic scale, which keeps the error below half a bucket (3 %).
 */
export function percentilesMs(histogram: DurationHistogram, ratios: readonly number[]): (number | null)[] {
  const buckets = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return ratios.map(() => null);
  return ratios.map((ratio) => {
    const rank = ratio * total;
    let before = 0;
    for (const [bucket, count] of buckets) {
      if (before + count >= rank) return bucketFloorMs(bucket + (rank - before) / count);
      before += count;
    }
    return null;
  });
}

/** Rows of a heatmap: buckets of `perOctave` an octave, and the range of rows that hold something. */
export interface HeatmapRows {
  durationBoundsMs: number[];
  cells: number[];
}

/**
 * Turns counted (column, bucket, count) triples into rows from the lowest to the highest bucket that occurs. Bounds are
 * the lower ends of the rows.
 */
export function toHeatmap(triples: readonly (readonly [number, number, number])[], perOctave: number): HeatmapRows {
  if (triples.length === 0) return { durationBoundsMs: [], cells: [] };
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const [, bucket] of triples) {
    low = Math.min(low, bucket);
    high = Math.max(high, bucket);
  }
  const durationBoundsMs = Array.from({ length: high - low + 1 }, (_, row) => bucketFloorMs(low + row, perOctave));
  return { durationBoundsMs, cells: triples.flatMap(([column, bucket, count]) => [column, bucket - low, count]) };
}
