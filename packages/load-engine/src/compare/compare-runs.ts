import type { LoadComparisonRow } from "@plimsoll/core";
import { bucketOf, LatencyHistogram, type SparseHistogram } from "../latency-histogram.ts";
import { errorShareOf, type StepTotals } from "../thresholds/judge-threshold.ts";
import { type CountedSeconds, differenceOf } from "./share-difference.ts";

/** Figures of a run, by step and second. */
export interface ComparedRun {
  /** Length of a point. */
  stepSeconds: number;
  /** `second` counts from the start of the run; the order does not matter. */
  points: readonly (StepTotals & { second: number })[];
}

/** Smaller changes count as none, whatever the statistics say: nobody would act on them. */
const SMALLEST_CHANGE = 0.02;
/** A larger change is not called none, even if chance could make it: the runs were too short or scattered too much to tell. */
const LARGEST_CHANCE = 0.1;
/** The same of shares of errors, which are small numbers: the difference itself. */
const LARGEST_CHANCE_POINTS = 0.01;
/** A difference that chance makes in fewer than so many comparisons is taken for real. */
const SIGNIFICANCE = 0.01;
const FEWEST_POINTS = 10;
/** Of values beyond a percentile, and of failures: fewer say nothing. */
const FEWEST_EVENTS = 20;

const QUANTILES = { p50Ms: 0.5, p95Ms: 0.95, p99Ms: 0.99 } as const;

/**
 * Compares two runs, step by step in the order of the run, `""` for the whole first. Figures are of all that was measured;
 * whether they differ by more than chance is judged from the runs' seconds, whose variation tells how far figures scatter.
 *
 * Percentiles: of either run, the share of values above the percentile of both together; were the two the same, the shares
 * would be equal (a quantile test, as Mood's median test). Error share and rate: the shares and means themselves. The
 * variance of their difference comes from the second-to-second residuals and allows for seconds that resemble their
 * neighbours (see `differenceOf`); runs of equal length are compared second by second, so that a common course, such as a
 * ramp, does not count as scatter. `same`: p ≥ 0.01, or a change of less than 2 %. `unknown`: too little was
 * measured, or the figures scatter so much that chance explains a change of more than 10 %. What
 * varies from run to run, but not within one, no comparison of two runs can see.
 */
export function compareRuns(base: ComparedRun, run: ComparedRun): LoadComparisonRow[] {
  const bases = groupBySteps(base);
  const steps = [...groupBySteps(run)].filter(([step]) => bases.has(step));
  steps.sort(([a], [b]) => Number(b === "") - Number(a === ""));
  const isPaired = base.stepSeconds === run.stepSeconds;
  return steps.flatMap(([step, points]) => {
    const before = bases.get(step) ?? [];
    const rows = [
      ...compareLatencies(before, points, isPaired),
      compareErrors(before, points, isPaired),
      compareRates(before, points, base.stepSeconds, run.stepSeconds, isPaired),
    ];
    return rows.map((row) => ({ step, ...row }));
  });
}

type Row = Omit<LoadComparisonRow, "step">;
type Points = readonly (StepTotals & { second: number })[];

function groupBySteps({ points }: ComparedRun): Map<string, (StepTotals & { second: number })[]> {
  const steps = new Map<string, (StepTotals & { second: number })[]>();
  for (const point of [...points].sort((a, b) => a.second - b.second)) {
    const known = steps.get(point.step);
    if (known) known.push(point);
    else steps.set(point.step, [point]);
  }
  return steps;
}

function compareLatencies(base: Points, run: Points, isPaired: boolean): Row[] {
  const merged = [base, run].map((points) => {
    const histogram = new LatencyHistogram();
    for (const point of points) histogram.add(point.histogram);
    return histogram;
  });
  const [before = new LatencyHistogram(), after = new LatencyHistogram()] = merged;
  const both = new LatencyHistogram();
  for (const histogram of merged) both.add(histogram.toSparse());
  return (Object.keys(QUANTILES) as (keyof typeof QUANTILES)[]).map((metric) => {
    const quantile = QUANTILES[metric];
    const values = [before, after].map((each) => (each.count === 0 ? null : each.quantileUs(quantile) / 1_000));
    const isEnough = Math.min(before.count, after.count) * (1 - quantile) >= FEWEST_EVENTS;
    // The percentile of both together finds small differences best; that of the faster one finds a large difference even
    // where the slower run scatters much.
    const levels = [both, before.quantileUs(quantile) < after.quantileUs(quantile) ? before : after];
    const buckets = new Set(levels.map((level) => bucketOf(level.quantileUs(quantile))));
    const chance = () => Math.min(1, buckets.size * Math.min(...[...buckets].map(chanceAt)));
    const chanceAt = (bucket: number) => differenceOf(above(base, bucket), above(run, bucket), isPaired);
    return judge(metric, values, isEnough ? chance : null, [base, run]);
  });
}

function above(points: Points, bucket: number): CountedSeconds {
  return secondsOf(points, (point) => countAbove(point.histogram, bucket));
}

function compareErrors(base: Points, run: Points, isPaired: boolean): Row {
  const failures = [base, run].map((points) => points.reduce((sum, { failed }) => sum + failed, 0));
  const seconds = (points: Points) =>
    secondsOf(points, (point) => {
      const share = errorShareOf([point]);
      return { events: point.failed, of: share === null || share === 0 ? point.answered : point.failed / share };
    });
  const isEnough = Math.max(...failures) >= FEWEST_EVENTS;
  const values = [errorShareOf(base), errorShareOf(run)];
  const row = judge("errorShare", values, isEnough ? () => differenceOf(seconds(base), seconds(run), isPaired) : null, [
    base,
    run,
  ]);
  // A handful of failures, or none, is no difference.
  return isEnough || values.includes(null) ? row : { ...row, verdict: "same" };
}

function compareRates(base: Points, run: Points, baseSeconds: number, runSeconds: number, isPaired: boolean): Row {
  const seconds = (points: Points, stepSeconds: number) =>
    secondsOf(points, ({ answered }) => ({ events: answered, of: stepSeconds }));
  const [before, after] = [seconds(base, baseSeconds), seconds(run, runSeconds)];
  const values = [before, after].map(({ events, of }) => (sum(of) > 0 ? sum(events) / sum(of) : null));
  return judge("rate", values, () => differenceOf(before, after, isPaired), [base, run]);
}

function judge(
  metric: Row["metric"],
  [base = null, value = null]: (number | null)[],
  pValueOf: (() => number) | null,
  points: Points[],
): Row {
  const change = base === null || value === null || base === 0 ? null : value / base - 1;
  const known = { metric, base, value, change };
  if (base === null || value === null || pValueOf === null || points.some(({ length }) => length < FEWEST_POINTS)) {
    return { ...known, verdict: "unknown", pValue: null };
  }
  const pValue = pValueOf();
  const size = change === null ? 0 : Math.abs(change);
  const isLarge = metric === "errorShare" ? Math.abs(value - base) > LARGEST_CHANCE_POINTS : size > LARGEST_CHANCE;
  if (pValue >= SIGNIFICANCE && isLarge) return { ...known, verdict: "unknown", pValue };
  const isSame = base === value || pValue >= SIGNIFICANCE || (change !== null && size < SMALLEST_CHANGE);
  const isBetter = metric === "rate" ? value > base : value < base;
  return { ...known, verdict: isSame ? "same" : isBetter ? "better" : "worse", pValue };
}

function secondsOf(points: Points, count: (point: StepTotals) => { events: number; of: number }): CountedSeconds {
  const counted = points.map(count);
  return { events: counted.map(({ events }) => events), of: counted.map(({ of }) => of) };
}

/** Values in the bucket itself count half: where all values are alike they would all lie on one side. */
function countAbove({ buckets, counts }: SparseHistogram, bucket: number): { events: number; of: number } {
  let events = 0;
  let of = 0;
  buckets.forEach((each, at) => {
    const count = counts[at] ?? 0;
    of += count;
    if (each > bucket) events += count;
    else if (each === bucket) events += count / 2;
  });
  return { events, of };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
