import type { MetricAggregation } from "@plimsoll/core";
import type { MetricClass, MetricSteps } from "@plimsoll/telemetry";

/** Kinds that are read in the same way. */
export type Family = "gauge" | "sum" | "histogram" | "summary";
const FAMILIES: Record<number, Family> = { 1: "gauge", 2: "sum", 3: "histogram", 4: "histogram", 5: "summary" };

/** The family of a class of series. */
export function familyOf(each: { kind: number }): Family {
  return FAMILIES[each.kind] ?? "gauge";
}

/** UCUM unit of the values of an aggregation; observations and points are counted in "1". */
export function unitOf(unit: string, family: Family, aggregation: MetricAggregation): string {
  const isObserved = family === "histogram" || family === "summary";
  const counts = aggregation === "count" || (isObserved && (aggregation === "increase" || aggregation === "rate"));
  const base = counts ? "1" : unit;
  return aggregation === "rate" ? `${base === "" ? "1" : base}/s` : base;
}

interface Answered {
  /** All of the metric's, latest first. */
  classes: readonly MetricClass[];
  family: Family;
  aggregation: MetricAggregation;
  resets: number;
  /** Shown. */
  lines: number;
  steps: MetricSteps;
}

/** What a reader should know of an answer. */
export function notesOf(answered: Answered): string[] {
  const { family, aggregation, classes, resets } = answered;
  const read = classes.filter((each) => familyOf(each) === family);
  const others = new Set(classes.map(familyOf).filter((each) => each !== family));
  const units = new Set(read.map((each) => each.unit));
  const isPercentile = aggregation.startsWith("p");
  const isValue = aggregation === "avg" || aggregation === "min" || aggregation === "max" || aggregation === "last";
  const isCumulative = read.some((each) => each.temporality === 2);
  return [
    ...(others.size > 0
      ? [`The metric is also sent as ${[...others].join(" and ")}; only the ${family} series, the latest, are read.`]
      : []),
    ...(units.size > 1 || read.some((each) => each.units > 1)
      ? ["The series are sent in different units; their values are added up as they are."]
      : []),
    ...(resets > 0 && !(family === "sum" && isValue)
      ? [`${resets} ${resets === 1 ? "reset of a counter was" : "resets of counters were"} found and added across.`]
      : []),
    ...(family === "sum" && isValue && isCumulative && read.some((each) => each.monotonic)
      ? ["These are a counter's values since its process started; rate and increase tell how it grew."]
      : []),
    ...(family === "histogram" && (aggregation === "min" || aggregation === "max") && isCumulative
      ? ["Cumulative histograms send the least and greatest value since their process started."]
      : []),
    ...(family === "summary" && isPercentile ? [quantileNote(answered)] : []),
  ];
}

function quantileNote({ aggregation, lines }: Answered): string {
  return lines === 0
    ? `The summary is sent without the quantile of ${aggregation}.`
    : "Quantiles of summaries cannot be merged: they are shown as sent, the greatest where several series share a line.";
}
