import type { Band } from "uplot";
import type { ChartSeries } from "./time-chart.tsx";

type Values = readonly (number | null)[];

/** Each series put on top of those before it; a step of which nothing is known in any of them stays a gap. */
export function stackedValues(series: readonly Pick<ChartSeries, "values">[]): (number | null)[][] {
  const length = Math.max(0, ...series.map((line) => line.values.length));
  const isKnown = Array.from({ length }, (_, index) => series.some((line) => (line.values[index] ?? null) !== null));
  let below: Values = Array.from({ length }, () => 0);
  return series.map((line) => {
    const top = isKnown.map((known, index) => (known ? (below[index] ?? 0) + (line.values[index] ?? 0) : null));
    below = top.map((value) => value ?? 0);
    return top;
  });
}

/** What keeps the fill of each stacked series above the one below it. Series are counted from 1, as uPlot does. */
export function stackBands(count: number): Band[] {
  return Array.from({ length: Math.max(0, count - 1) }, (_, index) => ({ series: [index + 2, index + 1] }));
}
