import { describe, expect, it } from "vitest";
import {
  type ExplicitCounts,
  explicitPieces,
  type ExponentialCounts,
  exponentialPieces,
  exponentialQuantiles,
  mergeExponential,
  quantiles,
} from "./distribution.ts";

/** The same numbers on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Counts values as an SDK does at a scale; values exactly on a bound belong to the bucket below it. */
function exponential(values: readonly number[], scale: number): ExponentialCounts {
  const [positive, negative] = [new Map<number, number>(), new Map<number, number>()];
  let zeroCount = 0;
  for (const value of values) {
    if (value === 0) zeroCount++;
    else {
      const index = Math.ceil(Math.log2(Math.abs(value)) * 2 ** scale) - 1;
      const side = value > 0 ? positive : negative;
      side.set(index, (side.get(index) ?? 0) + 1);
    }
  }
  return { scale, zeroThreshold: 0, zeroCount, positive, negative };
}

function explicit(values: readonly number[], bounds: readonly number[]): ExplicitCounts {
  const counts = new Map<number, number>();
  for (const value of values) {
    const found = bounds.findIndex((each) => value <= each);
    const index = found === -1 ? bounds.length : found;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return { bounds, counts };
}

/** The value of that rank among the sorted values. */
const exact = (values: readonly number[], ratio: number) =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(ratio * values.length) - 1)] as number;

const RATIOS = [0.01, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

describe("exponential histograms", () => {
  it("merge to the very counts that one histogram of all values would have", () => {
    const next = random(7);
    const sets = [5, 3, 0, -2, 8].map((scale) => ({
      scale,
      values: Array.from({ length: 500 }, () => (next() < 0.1 ? 0 : (next() - 0.3) * 10 ** (next() * 8 - 4))),
    }));
    const merged = mergeExponential(sets.map(({ values, scale }) => exponential(values, scale)));
    const whole = exponential(
      sets.flatMap(({ values }) => values),
      -2,
    );
    expect(merged.scale).toBe(-2);
    expect(new Map([...merged.positive].sort(([a], [b]) => a - b))).toEqual(
      new Map([...whole.positive].sort(([a], [b]) => a - b)),
    );
    expect(new Map([...merged.negative].sort(([a], [b]) => a - b))).toEqual(
      new Map([...whole.negative].sort(([a], [b]) => a - b)),
    );
    expect(merged.zeroCount).toBe(whole.zeroCount);
  });

  it("subtract exactly across a change of scale", () => {
    const next = random(3);
    const first = Array.from({ length: 300 }, () => next() * 100);
    const later = Array.from({ length: 200 }, () => next() * 1e6);
    const before = exponential(first, 6);
    const negated = {
      ...before,
      zeroCount: -before.zeroCount,
      positive: new Map([...before.positive].map(([index, count]) => [index, -count] as const)),
    };
    const grown = mergeExponential([exponential([...first, ...later], 2), negated]);
    const kept = new Map([...grown.positive].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b));
    expect(kept).toEqual(new Map([...exponential(later, 2).positive].sort(([a], [b]) => a - b)));
  });

  it.each([0, 2, 5, 8])("at scale %i give percentiles within the relative error of a bucket", (scale) => {
    const next = random(scale + 1);
    const values = Array.from({ length: 4000 }, () => -Math.log(next()) * 10 ** (next() * 4));
    const got = quantiles(exponentialPieces(exponential(values, scale)), RATIOS);
    const base = 2 ** (2 ** -scale);
    for (const [at, ratio] of RATIOS.entries()) {
      const wanted = exact(values, ratio);
      expect(Math.abs((got[at] as number) / wanted - 1), `p${ratio}`).toBeLessThanOrEqual(base - 1 + 1e-9);
    }
  });

  it("go through negative values and zero in order", () => {
    const values = [-8, -7.5, -1.5, 0, 0, 0, 0, 1.5, 3, 3];
    const [p10, p30, p50, p80, p100] = quantiles(exponentialPieces(exponential(values, 0)), [0.1, 0.3, 0.5, 0.8, 1]);
    expect(p10).toBeGreaterThanOrEqual(-8);
    expect(p10).toBeLessThanOrEqual(-4);
    expect(p30).toBeGreaterThanOrEqual(-2);
    expect(p30).toBeLessThanOrEqual(-1);
    expect(p50).toBe(0);
    expect(p80).toBeGreaterThanOrEqual(1);
    expect(p80).toBeLessThanOrEqual(2);
    expect(p100).toBe(4);
  });

  it("count what lies below the zero threshold as zero", () => {
    const histogram = { ...exponential([0.001, 0.002, 100], 3), zeroThreshold: 0.01 };
    const [p50] = quantiles(exponentialPieces(histogram), [0.5]);
    expect(p50).toBeGreaterThanOrEqual(0);
    expect(p50).toBeLessThanOrEqual(0.01);
  });

  it("stay finite at the ends of what an index may be", () => {
    const pieces = exponentialPieces({
      scale: 20,
      zeroThreshold: 0,
      zeroCount: 0,
      positive: new Map([
        [2_147_483_647, 1],
        [-2_147_483_648, 1],
      ]),
      negative: new Map(),
    });
    for (const value of quantiles(pieces, RATIOS)) expect(Number.isFinite(value)).toBe(true);
  });
});

describe("explicit histograms", () => {
  it("give a value inside the bucket of the rank", () => {
    const next = random(11);
    const bounds = [5, 10, 25, 50, 75, 100, 250, 500];
    const values = Array.from({ length: 2000 }, () => next() * 480);
    const got = quantiles(explicitPieces(explicit(values, bounds)), RATIOS);
    for (const [at, ratio] of RATIOS.entries()) {
      const wanted = exact(values, ratio);
      const index = bounds.findIndex((bound) => wanted <= bound);
      expect(got[at], `p${ratio}`).toBeGreaterThanOrEqual(bounds[index - 1] ?? 0);
      expect(got[at], `p${ratio}`).toBeLessThanOrEqual(bounds[index] as number);
    }
  });

  it("answer with the last bound for what lies above it, and interpolate from a negative first bound", () => {
    expect(quantiles(explicitPieces(explicit([900, 1000], [10, 20])), [0.5])).toEqual([20]);
    expect(quantiles(explicitPieces(explicit([-5], [-1, 20])), [0.5])).toEqual([-1]);
    expect(quantiles(explicitPieces({ bounds: [], counts: new Map([[0, 5]]) }), [0.5])).toEqual([null]);
  });

  it("with different bounds spread evenly: two coarse and fine halves of an even distribution give its percentiles", () => {
    const even = Array.from({ length: 1000 }, (_, index) => index + 0.5);
    const pieces = [
      ...explicitPieces(explicit(even, [500, 1000])),
      ...explicitPieces(explicit(even, [100, 300, 700, 1000])),
    ];
    const got = quantiles(pieces, [0.1, 0.5, 0.9]);
    for (const [at, wanted] of [100, 500, 900].entries()) expect(got[at]).toBeCloseTo(wanted, 0);
  });

  it("mix with exponential ones", () => {
    const next = random(5);
    const values = Array.from({ length: 2000 }, () => 1 + next() * 999);
    const pieces = [
      ...exponentialPieces(exponential(values, 6)),
      ...explicitPieces(
        explicit(
          values,
          Array.from({ length: 40 }, (_, index) => (index + 1) * 25),
        ),
      ),
    ];
    for (const [at, value] of quantiles(pieces, [0.25, 0.5, 0.95]).entries()) {
      const wanted = exact(values, [0.25, 0.5, 0.95][at] as number);
      expect(Math.abs((value as number) / wanted - 1)).toBeLessThan(0.03);
    }
  });
});

describe("the quick way for positive exponential histograms", () => {
  it("gives what the pieces give", () => {
    const next = random(21);
    for (let round = 0; round < 50; round++) {
      const values = Array.from({ length: 1 + Math.floor(next() * 80) }, () =>
        next() < 0.1 ? 0 : next() * 10 ** (next() * 6),
      );
      const counted = exponential(values, Math.floor(next() * 6) - 1);
      const ascending = { ...counted, positive: new Map([...counted.positive].sort(([a], [b]) => a - b)) };
      const wanted = quantiles(exponentialPieces(counted), RATIOS);
      expect(exponentialQuantiles(ascending, RATIOS)).toEqual(wanted);
      expect(exponentialQuantiles(counted, RATIOS)).toEqual(wanted);
    }
    expect(exponentialQuantiles(exponential([], 2), [0.5])).toEqual([null]);
  });
});
