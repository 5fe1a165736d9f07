/**
 * The columns of the table `metric_points`, in order: the one list that the migration, the Native writer of `otlp` and
 * the queries share. A row is one data point of any kind; columns that a kind has no use for are 0 or empty.
 *
 * A series is a project, metric, kind, temporality, unit, resource, scope and set of attributes; `series_id` is 64 bits
 * of a SHA-256 of them. A stream is a series since its counter last began at zero: in a stream, a cumulative value never
 * falls. `start_ts` names the stream of cumulative monotonic sums, histograms and summaries, and is 1970 for the rest.
 */
export const METRIC_POINTS_COLUMNS = [
  { name: "project_id", type: "LowCardinality(String)" },
  /** Arrival, one value a block. */
  { name: "received_at", type: "DateTime('UTC')" },
  /** One random value a block, 0 before there were any: with `received_at` it names the insert, see `blockToken`. */
  { name: "block", type: "UInt32" },
  { name: "metric", type: "LowCardinality(String)" },
  { name: "series_id", type: "UInt64" },
  /** 1 gauge, 2 sum, 3 histogram, 4 exponential histogram, 5 summary. */
  { name: "kind", type: "UInt8" },
  /** OTLP's numbers: 0 for gauges, 1 delta, 2 cumulative (summaries too). */
  { name: "temporality", type: "UInt8" },
  /** 1 for sums that only grow within a stream; 0 for others and other kinds. */
  { name: "monotonic", type: "UInt8" },
  /** When the stream began; 1970 where there are no streams. */
  { name: "start_ts", type: "DateTime64(9, 'UTC')" },
  /** 1: the stream counts from zero at `start_ts`. 0: nobody knows, so its first value says nothing about growth. */
  { name: "has_start", type: "UInt8" },
  { name: "ts", type: "DateTime64(9, 'UTC')" },
  /** Delta points: where the interval begins that they cover. All others: `ts`. */
  { name: "from_ts", type: "DateTime64(9, 'UTC')" },
  /** The value of gauges and sums; the sum of the observations of histograms and summaries. Always finite. */
  { name: "value", type: "Float64" },
  /** Observations of histograms and summaries. */
  { name: "count", type: "UInt64" },
  /** Smallest and greatest observation; +inf and -inf where they were not sent. */
  { name: "min", type: "Float64" },
  { name: "max", type: "Float64" },
  /** Exponential histograms: bucket i of base 2^(2^-scale) holds values in (base^i, base^(i+1)]. */
  { name: "scale", type: "Int32" },
  { name: "zero_count", type: "UInt64" },
  { name: "zero_threshold", type: "Float64" },
  /** Histograms: upper bounds, inclusive, one fewer than `counts`. Summaries: the quantiles' levels, 0 to 1. */
  { name: "bounds", type: "Array(Float64)" },
  /** Observations a bucket; of exponential histograms from bucket `counts_offset` on, for positive values. */
  { name: "counts", type: "Array(UInt64)" },
  { name: "counts_offset", type: "Int32" },
  /** The same for negative values of exponential histograms: bucket i holds values in [-base^(i+1), -base^i). */
  { name: "negative_counts", type: "Array(UInt64)" },
  { name: "negative_offset", type: "Int32" },
  /** Summaries: the value at each level of `bounds`. */
  { name: "quantiles", type: "Array(Float64)" },
  /** Measurements with their trace; ids of zeros for none, `attributes` is a JSON object of strings. */
  {
    name: "exemplars",
    type: "Array(Tuple(ts DateTime64(9, 'UTC'), value Float64, trace_id FixedString(16), span_id FixedString(8), attributes String))",
  },
  /** 1: the columns below describe the series. At least once an hour for each series; else they are empty. */
  { name: "described", type: "UInt8" },
  { name: "service", type: "LowCardinality(String)" },
  /** UCUM, as sent. */
  { name: "unit", type: "LowCardinality(String)" },
  { name: "description", type: "LowCardinality(String)" },
  /** Name of the instrumentation scope. */
  { name: "scope", type: "LowCardinality(String)" },
  /** Attributes of the point and of its resource, all as text; arrays and lists as OTLP JSON. */
  { name: "attributes", type: "Map(LowCardinality(String), String)" },
  { name: "resource", type: "Map(LowCardinality(String), String)" },
] as const;

export type MetricPointsColumnName = (typeof METRIC_POINTS_COLUMNS)[number]["name"];
