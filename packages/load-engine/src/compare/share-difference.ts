import { studentTail } from "./student.ts";

/** Of each second of a run, how many events there were, and out of how many. */
export interface CountedSeconds {
  events: number[];
  of: number[];
}

const MOST_ALIKE = 0.95;
/** Slow waves that the long-run variance is taken from: as few as a test can do with, for slow drifts. */
const WAVES = 8;

/**
 * Probability that chance alone makes the shares of events of two runs differ as they do, or more. Each share is a ratio
 * of sums over seconds; its error is the mean of the seconds' residuals (the linearised ratio estimator). Their long-run
 * variance is taken from their slowest cosine waves (Lazarus, Lewis, Stock and Watson 2018: a t test with as many degrees
 * of freedom as waves), or as if seconds were independent, or an autoregression of the first order, whichever is greatest:
 * seconds that resemble their neighbours shall not pass for more evidence than they are.
 * @param isPaired whether second n of one run goes with second n of the other: what both have in common then cancels out
 */
export function differenceOf(base: CountedSeconds, run: CountedSeconds, isPaired: boolean): number {
  const difference = shareOf(run) - shareOf(base);
  if (difference === 0) return 1;
  const [before, after] = [residualsOf(base), residualsOf(run)];
  const lengths = [before.length, after.length];
  const isAlike = isPaired && Math.min(...lengths) >= 0.9 * Math.max(...lengths);
  const series = isAlike ? [subtract(after, before)] : [before, after];
  const parts = series.map(scatterOf);
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  if (variance === 0) return 0;
  // Welch and Satterthwaite, for two series of their own.
  const freedom = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  return studentTail(Math.abs(difference) / Math.sqrt(variance), freedom);
}

function shareOf({ events, of }: CountedSeconds): number {
  const all = sum(of);
  return all === 0 ? 0 : sum(events) / all;
}

/** What each second adds to the error of the share; they sum to 0. */
function residualsOf(seconds: CountedSeconds): number[] {
  const share = shareOf(seconds);
  const all = sum(seconds.of);
  return seconds.events.map((events, at) => (events - share * (seconds.of[at] ?? 0)) / all);
}

function subtract(after: readonly number[], before: readonly number[]): number[] {
  return Array.from({ length: Math.max(after.length, before.length) }, (_, at) => (after[at] ?? 0) - (before[at] ?? 0));
}

/** Variance of the sum of a series, and the degrees of freedom of that estimate. */
function scatterOf(series: readonly number[]): { variance: number; freedom: number } {
  const count = series.length;
  const alone = sum(series.map((value) => value ** 2)) / Math.max(1, count - 1);
  const waves = Math.max(2, Math.min(WAVES, Math.floor(count / 5)));
  const slow = sum(Array.from({ length: waves }, (_, at) => waveOf(series, at + 1) ** 2)) / waves;
  return { variance: count * Math.max(alone, slow, whitened(series, alone)), freedom: waves };
}

/** Weight of the cosine that has `halves` half waves over the series. */
function waveOf(series: readonly number[], halves: number): number {
  const count = series.length;
  const weighted = series.map((value, at) => value * Math.cos((Math.PI * halves * (at + 0.5)) / count));
  return sum(weighted) * Math.sqrt(2 / count);
}

/** Long-run variance if each second resembles the one before and nothing else. */
function whitened(series: readonly number[], alone: number): number {
  const count = series.length;
  const lagged = sum(series.slice(1).map((value, at) => value * (series[at] ?? 0))) / Math.max(1, count - 1);
  const raw = alone === 0 ? 0 : lagged / alone;
  // Short series look less alike than they are: Kendall's correction.
  const alike = Math.min(MOST_ALIKE, Math.max(0, raw + (1 + 3 * raw) / count));
  const rest = series.slice(1).map((value, at) => value - alike * (series[at] ?? 0));
  return sum(rest.map((value) => value ** 2)) / Math.max(1, count - 2) / (1 - alike) ** 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
