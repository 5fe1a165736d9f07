import { z } from "zod";
import { isForwardRange, limitSchema, timeRangeShape } from "./common.ts";

/** What an instrument gives. `sum` may be monotonic (a counter) or not (an up-down counter). */
export const metricTypeSchema = z.enum(["gauge", "sum", "histogram", "exponentialHistogram", "summary"]);
export type MetricType = z.infer<typeof metricTypeSchema>;
export const metricAggregationSchema = z.enum([
  "rate",
  "increase",
  "avg",
  "min",
  "max",
  "sum",
  "last",
  "count",
  "p50",
  "p75",
  "p90",
  "p95",
  "p99",
  "p999",
]);
export type MetricAggregation = z.infer<typeof metricAggregationSchema>;

/** A label is an attribute of the point, or of its resource as `resource.KEY`; `service` is the service's name. */
export const metricLabelSchema = z.string().min(1).max(256);
export const metricConditionSchema = z.object({
  label: metricLabelSchema,
  op: z.enum(["=", "!=", "~", "!~"]),
  /**
   * `=` holds for any of these and `!=` for none; `~` and `!~` likewise with RE2 expressions that must match the whole
   * value. A label that a series has not got is the empty text.
   */
  values: z.array(z.string().max(1024)).min(1).max(100),
});
export type MetricCondition = z.infer<typeof metricConditionSchema>;

/** Values of all conditions of a question together; they are sent to the store with it. */
const MAX_CONDITION_CHARACTERS = 20_000;
const metricNameSchema = z.string().min(1).max(512);

export const metricsNamesInputSchema = z
  .object({
    ...timeRangeShape,
    /** Part of the name or description, in any case. */
    text: z.string().max(256).optional(),
    service: z.string().max(200).optional(),
    limit: limitSchema.default(200),
  })
  .refine(...isForwardRange);
export interface MetricItem {
  name: string;
  type: MetricType;
  unit: string;
  description: string;
  /** Null where it does not apply. */
  monotonic: boolean | null;
  temporality: "cumulative" | "delta" | "mixed" | null;
  /** Distinct sets of labels in the range. */
  series: number;
  services: string[];
  lastSeenAt: string;
}
export interface MetricNames {
  /** By name. */
  items: MetricItem[];
  /** Metrics beyond `limit`. */
  more: number;
}

export const metricsLabelsInputSchema = z
  .object({
    ...timeRangeShape,
    metric: metricNameSchema,
    label: metricLabelSchema.optional(),
    /** Part of the label, or of the value when `label` is given, in any case. */
    text: z.string().max(256).optional(),
    limit: limitSchema.default(100),
  })
  .refine(...isForwardRange);
export interface MetricLabels {
  /** Of the metric, with the number of values that each has; empty when the question names a label. */
  labels: { label: string; values: number }[];
  /** Of the label in the question, with the number of series that have each; empty without one. */
  values: { value: string; series: number }[];
}

export const metricQueryShape = {
  metric: metricNameSchema,
  aggregation: metricAggregationSchema,
  groupBy: z.array(metricLabelSchema).max(8).default([]),
  where: z
    .array(metricConditionSchema)
    .max(32)
    .default([])
    .refine(
      (conditions) => conditions.flatMap((each) => each.values).join("").length <= MAX_CONDITION_CHARACTERS,
      `the values of all conditions together may have ${MAX_CONDITION_CHARACTERS} characters`,
    ),
};
export const metricsQueryInputSchema = z
  .object({
    ...timeRangeShape,
    ...metricQueryShape,
    /** Chosen by the range when absent; lengthened when a series would have more than 1,500 points. */
    stepMs: z.number().int().min(1_000).max(31_536_000_000).optional(),
    /** The greatest series by their mean; the rest are counted in `moreSeries`. */
    limit: limitSchema.default(50),
  })
  .refine(...isForwardRange);
export type MetricsQueryInput = z.infer<typeof metricsQueryInputSchema>;
export interface MetricSeries {
  labels: Record<string, string>;
  /** By `MetricsQueryResult.times`; null where nothing was measured. */
  values: (number | null)[];
}
export interface MetricExemplar {
  at: string;
  value: number;
  traceId: string;
  spanId: string;
  labels: Record<string, string>;
}
export interface MetricsQueryResult {
  /** UCUM unit of the values, `/s` added for rates. */
  unit: string;
  stepMs: number;
  /** Start of each step. */
  times: string[];
  series: MetricSeries[];
  moreSeries: number;
  /** Of the same series, newest first, at most 200. */
  exemplars: MetricExemplar[];
  /** Resets of counters that were found, and other things a reader should know. */
  notes: string[];
}
