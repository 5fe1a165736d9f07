/**
 * A distribution in whole buckets, as histograms of either kind give them. Values of a piece lie in (low, high]; a piece
 * of no width is a point.
 */
export interface Piece {
  low: number;
  high: number;
  count: number;
  /** How values spread inside: evenly, or evenly by their logarithm. */
  scale: "linear" | "log";
}

/** Counts by bucket index at one scale: bucket i holds (base^i, base^(i+1)] with base = 2^(2^-scale). */
export interface ExponentialCounts {
  scale: number;
  zeroThreshold: number;
  zeroCount: number;
  positive: ReadonlyMap<number, number>;
  negative: ReadonlyMap<number, number>;
}

/** Counts by index: bucket i holds (bounds[i - 1], bounds[i]], the last everything above. */
export interface ExplicitCounts {
  bounds: readonly number[];
  counts: ReadonlyMap<number, number>;
}

/**
 * Merges exponential histograms exactly: every one is brought to the smallest scale among them, where a bucket is the
 * union of 2^difference of its buckets, and then added. Counts may be negative: a difference of two histograms merges
 * as the sum of one and the negative of the other.
 */
export function mergeExponential(parts: readonly ExponentialCounts[]): ExponentialCounts {
  if (parts[0] && parts.length === 1) return parts[0];
  const scale = Math.min(...parts.map((part) => part.scale));
  const [positive, negative] = [new Map<number, number>(), new Map<number, number>()];
  let [zeroCount, zeroThreshold] = [0, 0];
  for (const part of parts) {
    const divisor = 2 ** (part.scale - scale);
    addDownscaled(positive, part.positive, divisor);
    addDownscaled(negative, part.negative, divisor);
    zeroCount += part.zeroCount;
    zeroThreshold = Math.max(zeroThreshold, part.zeroThreshold);
  }
  return { scale, zeroThreshold, zeroCount, positive, negative };
}

function addDownscaled(target: Map<number, number>, counts: ReadonlyMap<number, number>, divisor: number): void {
  for (const [index, count] of counts) {
    const at = Math.floor(index / divisor);
    target.set(at, (target.get(at) ?? 0) + count);
  }
}

/** The pieces of an exponential histogram, ascending. Buckets below the zero threshold are part of the zero bucket. */
export function exponentialPieces(histogram: ExponentialCounts): Piece[] {
  const factor = 2 ** -histogram.scale;
  const threshold = histogram.zeroThreshold;
  const side = (counts: ReadonlyMap<number, number>) =>
    [...counts]
      .filter(([, count]) => count > 0)
      .sort(([a], [b]) => a - b)
      .map(([index, count]) => ({ low: bound(index * factor), high: bound((index + 1) * factor), count }));
  const [positive, negative] = [side(histogram.positive), side(histogram.negative)];
  const swallowed = [...positive, ...negative].filter((piece) => piece.high <= threshold);
  const zeroCount = Math.max(0, histogram.zeroCount) + swallowed.reduce((sum, piece) => sum + piece.count, 0);
  const visible = (pieces: typeof positive) => pieces.filter((piece) => piece.high > threshold);
  return [
    ...visible(negative)
      .reverse()
      .map((piece) => ({ low: -piece.high, high: -piece.low, count: piece.count, scale: "log" as const })),
    ...(zeroCount > 0 ? [zeroPiece(zeroCount, negative.length > 0, positive.length > 0, threshold)] : []),
    ...visible(positive).map((piece) => ({ ...piece, scale: "log" as const })),
  ];
}

/**
 * Percentiles of one exponential histogram; null when it is empty. The same as those of its pieces, without making them
 * where all values are positive or zero, as durations and sizes are: a chart asks for tens of thousands.
 */
export function exponentialQuantiles(histogram: ExponentialCounts, ratios: readonly number[]): (number | null)[] {
  if (histogram.zeroThreshold > 0 || histogram.negative.size > 0 || !isAscending(histogram.positive))
    return quantiles(exponentialPieces(histogram), ratios);
  const zeroCount = Math.max(0, histogram.zeroCount);
  let total = zeroCount;
  for (const count of histogram.positive.values()) total += Math.max(0, count);
  return ratios.map((ratio) => (total > 0 ? positiveQuantile(histogram, zeroCount, ratio * total) : null));
}

function isAscending(counts: ReadonlyMap<number, number>): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (const index of counts.keys()) {
    if (index <= before) return false;
    before = index;
  }
  return true;
}

function positiveQuantile(histogram: ExponentialCounts, zeroCount: number, rank: number): number {
  if (zeroCount > 0 && rank <= zeroCount) return 0;
  const factor = 2 ** -histogram.scale;
  let [before, high] = [zeroCount, 0];
  for (const [index, count] of histogram.positive) {
    if (count <= 0) continue;
    high = bound((index + 1) * factor);
    if (before + count >= rank) {
      const share = Math.max(0, (rank - before) / count);
      return valueAt({ low: bound(index * factor), high, count, scale: "log" }, share);
    }
    before += count;
  }
  return high;
}

/** Indexes may be as large as 32 bits: a bound beyond what a double holds is the largest that it does. */
function bound(exponent: number): number {
  return Math.min(2 ** exponent, Number.MAX_VALUE);
}

function zeroPiece(count: number, hasNegative: boolean, hasPositive: boolean, threshold: number): Piece {
  return {
    low: hasNegative || !hasPositive ? -threshold : 0,
    high: hasPositive || !hasNegative ? threshold : 0,
    count,
    scale: "linear",
  };
}

/**
 * The pieces of an explicit histogram. As in Prometheus the first bucket begins at 0 when its bound is positive, and
 * what lies above the last bound counts as that bound.
 */
export function explicitPieces(histogram: ExplicitCounts): Piece[] {
  const { bounds } = histogram;
  return [...histogram.counts]
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b)
    .flatMap(([index, count]) => {
      const high = bounds[Math.min(index, bounds.length - 1)];
      if (high === undefined) return [];
      const below = bounds[index - 1] ?? (high > 0 ? 0 : high);
      return [{ low: index >= bounds.length ? high : below, high, count, scale: "linear" as const }];
    });
}

/**
 * Percentiles of all the pieces together, `ratios` in 0 to 1; null when there are none. Where pieces do not overlap (one
 * layout, or exponential histograms merged first) the answer lies in the bucket that holds the value of that rank; where
 * they do (histograms with different bounds), values are taken to spread inside each bucket.
 */
export function quantiles(pieces: readonly Piece[], ratios: readonly number[]): (number | null)[] {
  const total = pieces.reduce((sum, piece) => sum + piece.count, 0);
  if (total <= 0) return ratios.map(() => null);
  const sorted = pieces.toSorted((a, b) => a.low - b.low || a.high - b.high);
  const overlap = sorted.some((piece, index) => index > 0 && piece.low < (sorted[index - 1]?.high ?? 0));
  return ratios.map((ratio) => (overlap ? searchQuantile : scanQuantile)(sorted, ratio * total));
}

function scanQuantile(sorted: readonly Piece[], rank: number): number {
  let before = 0;
  for (const piece of sorted) {
    if (before + piece.count >= rank) return valueAt(piece, Math.max(0, (rank - before) / piece.count));
    before += piece.count;
  }
  return sorted.at(-1)?.high ?? 0;
}

/** Finds the value below which `rank` of the values lie by halving between two bounds of pieces. */
function searchQuantile(sorted: readonly Piece[], rank: number): number {
  const bounds = [...new Set(sorted.flatMap((piece) => [piece.low, piece.high]))].sort((a, b) => a - b);
  const countBelow = (value: number) => sorted.reduce((sum, piece) => sum + piece.count * shareBelow(piece, value), 0);
  const at = bounds.findIndex((value) => countBelow(value) >= rank);
  let high = bounds[at === -1 ? bounds.length - 1 : at] ?? 0;
  let low = bounds[at - 1] ?? high;
  for (let round = 0; round < 60 && low < high; round++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (countBelow(middle) >= rank) high = middle;
    else low = middle;
  }
  return high;
}

function valueAt(piece: Piece, share: number): number {
  const { low, high } = piece;
  if (piece.scale === "linear" || low === 0 || high === 0) return low + (high - low) * share;
  const value = low > 0 ? low * (high / low) ** share : -(-low * (high / low) ** share);
  return Math.min(high, Math.max(low, value));
}

/** Share of a piece's values that are at most `value`. */
function shareBelow(piece: Piece, value: number): number {
  const { low, high } = piece;
  if (value >= high) return 1;
  if (value <= low) return 0;
  if (piece.scale === "linear" || low === 0 || high === 0) return (value - low) / (high - low);
  return Math.log(value / low) / Math.log(high / low);
}
