import { type JsonMessage, KEY_VALUE, many, message, one, prefixed, RESOURCE, scalar, SCOPE } from "./json-schema.ts";

const EXEMPLAR = message({
  filteredAttributes: many(7, () => KEY_VALUE),
  timeUnixNano: scalar(2, "fixed64"),
  asDouble: scalar(3, "double"),
  asInt: scalar(6, "sfixed64"),
  spanId: scalar(4, "hex"),
  traceId: scalar(5, "hex"),
});
const TIMES = { startTimeUnixNano: scalar(2, "fixed64"), timeUnixNano: scalar(3, "fixed64") };
const OBSERVED = { count: scalar(4, "fixed64"), sum: scalar(5, "double") };
const NUMBER_POINT = message({
  attributes: many(7, () => KEY_VALUE),
  ...TIMES,
  asDouble: scalar(4, "double"),
  asInt: scalar(6, "sfixed64"),
  exemplars: many(5, () => EXEMPLAR),
  flags: scalar(8, "uint32"),
});
const HISTOGRAM_POINT = message({
  attributes: many(9, () => KEY_VALUE),
  ...TIMES,
  ...OBSERVED,
  bucketCounts: { number: 6, kind: "fixed64", repeated: true },
  explicitBounds: { number: 7, kind: "double", repeated: true },
  exemplars: many(8, () => EXEMPLAR),
  flags: scalar(10, "uint32"),
  min: scalar(11, "double"),
  max: scalar(12, "double"),
});
const BUCKETS = message({
  offset: scalar(1, "sint32"),
  bucketCounts: { number: 2, kind: "uint64", repeated: true },
});
const EXPONENTIAL_POINT = message({
  attributes: many(1, () => KEY_VALUE),
  ...TIMES,
  ...OBSERVED,
  scale: scalar(6, "sint32"),
  zeroCount: scalar(7, "fixed64"),
  positive: one(8, () => BUCKETS),
  negative: one(9, () => BUCKETS),
  flags: scalar(10, "uint32"),
  exemplars: many(11, () => EXEMPLAR),
  min: scalar(12, "double"),
  max: scalar(13, "double"),
  zeroThreshold: scalar(14, "double"),
});
const QUANTILE = message({ quantile: scalar(1, "double"), value: scalar(2, "double") });
const SUMMARY_POINT = message({
  attributes: many(7, () => KEY_VALUE),
  ...TIMES,
  ...OBSERVED,
  quantileValues: many(6, () => QUANTILE),
  flags: scalar(8, "uint32"),
});

const TEMPORALITY = {
  aggregationTemporality: {
    number: 2,
    kind: "enum",
    names: prefixed("AGGREGATION_TEMPORALITY_", { UNSPECIFIED: 0, DELTA: 1, CUMULATIVE: 2 }),
  },
} as const;
const GAUGE = message({ dataPoints: many(1, () => NUMBER_POINT) });
const SUM = message({ dataPoints: many(1, () => NUMBER_POINT), ...TEMPORALITY, isMonotonic: scalar(3, "bool") });
const HISTOGRAM = message({ dataPoints: many(1, () => HISTOGRAM_POINT), ...TEMPORALITY });
const EXPONENTIAL = message({ dataPoints: many(1, () => EXPONENTIAL_POINT), ...TEMPORALITY });
const SUMMARY = message({ dataPoints: many(1, () => SUMMARY_POINT) });
const METRIC = message({
  name: scalar(1, "string"),
  description: scalar(2, "string"),
  unit: scalar(3, "string"),
  gauge: one(5, () => GAUGE),
  sum: one(7, () => SUM),
  histogram: one(9, () => HISTOGRAM),
  exponentialHistogram: one(10, () => EXPONENTIAL),
  summary: one(11, () => SUMMARY),
  metadata: many(12, () => KEY_VALUE),
});
const SCOPE_METRICS = message({
  scope: one(1, () => SCOPE),
  metrics: many(2, () => METRIC),
  schemaUrl: scalar(3, "string"),
});
const RESOURCE_METRICS = message({
  resource: one(1, () => RESOURCE),
  scopeMetrics: many(2, () => SCOPE_METRICS),
  schemaUrl: scalar(3, "string"),
});

/** ExportMetricsServiceRequest in OTLP JSON. */
export const METRICS_REQUEST: JsonMessage = message({ resourceMetrics: many(1, () => RESOURCE_METRICS) });
