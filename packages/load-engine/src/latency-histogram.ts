/**
 * Latencies in microseconds, counted in buckets of a fixed layout, as HDR histograms do: exact below 512 µs, then 256
 * buckets for each doubling, so that a value is known to 1/256. The layout is the same everywhere: histograms are merged
 * by adding counts, in any order and place, and lose nothing. After Gil Tene's HdrHistogram.
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sumUs = 0;
  #maxUs = 0;
  #minUs = Number.POSITIVE_INFINITY;

  get count(): number {
    return this.#count;
  }
  /** Of what was recorded, not of the buckets; 0 while empty. */
  get sumUs(): number {
    return this.#sumUs;
  }
  get maxUs(): number {
    return this.#maxUs;
  }
  get minUs(): number {
    return this.#count === 0 ? 0 : this.#minUs;
  }

  /** Counts a latency; below 0 counts as 0, above 71 minutes as that. */
  record(latencyUs: number): void {
    const value = latencyUs <= 0 ? 0 : latencyUs >= MAX_US ? MAX_US : Math.round(latencyUs);
    const bucket = bucketOf(value);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sumUs += value;
    if (value > this.#maxUs) this.#maxUs = value;
    if (value < this.#minUs) this.#minUs = value;
  }

  add(other: SparseHistogram): void {
    other.buckets.forEach((bucket, index) => {
      const count = other.counts[index] ?? 0;
      if (bucket < 0 || bucket >= BUCKETS) throw new RangeError(`There is no bucket ${bucket}.`);
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#count += count;
    });
    this.#sumUs += other.sumUs;
    if (other.buckets.length === 0) return;
    this.#maxUs = Math.max(this.#maxUs, other.maxUs);
    this.#minUs = Math.min(this.#minUs, other.minUs);
  }

  /** The least value that the share `quantile` (0 to 1) of all is at or below, known to 1/256; 0 while empty. */
  quantileUs(quantile: number): number {
    const rank = Math.max(1, Math.ceil(quantile * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= rank) return Math.min(bucketUpperUs(bucket), this.#maxUs);
    }
    return this.#maxUs;
  }

  /** Only the buckets that hold something, in ascending order. */
  toSparse(): SparseHistogram {
    const buckets: number[] = [];
    const counts: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const count = this.#counts[bucket] ?? 0;
      if (count === 0) continue;
      buckets.push(bucket);
      counts.push(count);
    }
    return { buckets, counts, sumUs: this.#sumUs, minUs: this.minUs, maxUs: this.#maxUs };
  }

  clear(): void {
    if (this.#count > 0) this.#counts.fill(0);
    this.#count = 0;
    this.#sumUs = 0;
    this.#maxUs = 0;
    this.#minUs = Number.POSITIVE_INFINITY;
  }
}

/** A histogram as it is sent and stored: `counts[i]` values lie in bucket `buckets[i]`. */
export interface SparseHistogram {
  buckets: number[];
  counts: number[];
  sumUs: number;
  minUs: number;
  maxUs: number;
}

const LINEAR = 512;
const PER_DOUBLING = 256;
const MAX_US = 2 ** 32 - 1;
/** Number of buckets of the layout; a bucket's number fits in 16 bits. */
export const BUCKETS = LINEAR + 23 * PER_DOUBLING;

/** Bucket of a whole number of microseconds from 0 to 2³² − 1. */
export function bucketOf(us: number): number {
  if (us < LINEAR) return us;
  const shift = 23 - Math.clz32(us);
  return LINEAR + (shift - 1) * PER_DOUBLING + (us >>> shift) - PER_DOUBLING;
}

/** Greatest number of microseconds that lies in the bucket. */
export function bucketUpperUs(bucket: number): number {
  if (bucket < LINEAR) return bucket;
  const shift = Math.floor((bucket - LINEAR) / PER_DOUBLING) + 1;
  const mantissa = PER_DOUBLING + ((bucket - LINEAR) % PER_DOUBLING);
  return (mantissa + 1) * 2 ** shift - 1;
}
