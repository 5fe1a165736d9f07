import {
  type MetricAggregation,
  metricAggregationSchema,
  type MetricCondition,
  metricConditionSchema,
  type MetricItem,
  metricLabelSchema,
  type MetricType,
} from "@plimsoll/core";
import { z } from "zod";

/** What one chart of the explorer shows. */
export interface Question {
  metric: string;
  aggregation: MetricAggregation;
  groupBy: string[];
  where: MetricCondition[];
}

export const MOST_QUESTIONS = 6;

/** As it stands in the URL: short names, since links are shared. */
const writtenSchema = z
  .array(
    z.object({
      m: z.string().min(1).max(512),
      a: metricAggregationSchema,
      by: z.array(metricLabelSchema).max(8).default([]),
      w: z.array(metricConditionSchema).max(32).default([]),
    }),
  )
  .max(MOST_QUESTIONS);

/** The questions of a link; none for one that cannot be read. */
export function readQuestions(text: string | null): Question[] {
  if (!text) return [];
  try {
    return writtenSchema
      .parse(JSON.parse(text))
      .map(({ m, a, by, w }) => ({ metric: m, aggregation: a, groupBy: by, where: w }));
  } catch {
    return [];
  }
}

/** Null when there is nothing to write. */
export function writeQuestions(questions: readonly Question[]): string | null {
  if (questions.length === 0) return null;
  return JSON.stringify(
    questions.map(({ metric, aggregation, groupBy, where }) => ({
      m: metric,
      a: aggregation,
      ...(groupBy.length > 0 && { by: groupBy }),
      ...(where.length > 0 && { w: where }),
    })),
  );
}

const PERCENTILES = ["p50", "p75", "p90", "p95", "p99", "p999"] as const;

/** What can be asked of a metric, the most useful first. */
export function aggregationsOf(item: Pick<MetricItem, "type" | "monotonic">): MetricAggregation[] {
  const values = ["avg", "min", "max", "sum", "last", "count"] as const;
  const byType: Record<MetricType, () => MetricAggregation[]> = {
    gauge: () => [...values],
    sum: () =>
      item.monotonic === false
        ? ["last", ...values.filter((each) => each !== "last"), "rate", "increase"]
        : ["rate", "increase", ...values],
    histogram: () => [
      "p95",
      ...PERCENTILES.filter((each) => each !== "p95"),
      "rate",
      "avg",
      "count",
      "increase",
      "sum",
      "min",
      "max",
    ],
    exponentialHistogram: () => byType.histogram(),
    summary: () => [...PERCENTILES, "rate", "avg", "count", "increase", "sum"],
  };
  return byType[item.type]();
}

const WORDS: Record<MetricAggregation, string> = {
  rate: "rate",
  increase: "increase",
  avg: "mean",
  min: "least",
  max: "greatest",
  sum: "sum",
  last: "last",
  count: "count",
  p50: "p50",
  p75: "p75",
  p90: "p90",
  p95: "p95",
  p99: "p99",
  p999: "p99.9",
};

/** The aggregation as people say it. */
export const aggregationWord = (aggregation: MetricAggregation): string => WORDS[aggregation];

/** `p95 of http.server.request.duration by service`. */
export function questionTitle({ metric, aggregation, groupBy }: Question): string {
  const by = groupBy.length > 0 ? ` by ${groupBy.join(", ")}` : "";
  return `${aggregationWord(aggregation)} of ${metric}${by}`;
}

/** The name of a line: the values of its labels, or the metric's own where it is the only one. */
export function seriesName(labels: Record<string, string>, metric: string): string {
  const values = Object.values(labels).map((value) => value || "(none)");
  return values.length > 0 ? values.join(" · ") : metric;
}
