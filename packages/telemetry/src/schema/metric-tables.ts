import { METRIC_POINTS_COLUMNS, type MetricPointsColumnName } from "../metric-columns.ts";
import { EXPIRY, FEW_MERGES, type TableDefinition, type ViewDefinition } from "./tables.ts";

const CODECS: Partial<Record<MetricPointsColumnName, string>> = {
  received_at: "CODEC(Delta(4), ZSTD(1))",
  series_id: "CODEC(ZSTD(1))",
  start_ts: "CODEC(Delta(8), ZSTD(1))",
  ts: "CODEC(Delta(8), ZSTD(1))",
  from_ts: "CODEC(Delta(8), ZSTD(1))",
  count: "CODEC(T64, ZSTD(1))",
};

/**
 * Inserts whose tokens each table remembers: a block whose insert was cut off is inserted again under its token, and at
 * the highest rates, some ten a second, this is a quarter of an hour.
 */
export const METRIC_INSERTS_REMEMBERED = 10_000;
const METRIC_DEDUPLICATION = { non_replicated_deduplication_window: METRIC_INSERTS_REMEMBERED };

/**
 * Every data point. An hour of a metric lies together, in it a series after the other: "a metric over the last hour" and
 * "some series of it" are reads of few granules. One block is one part, so its insert is atomic, and with it its series
 * and roll-ups follow by views.
 */
const METRIC_POINTS: TableDefinition = {
  name: "metric_points",
  columns: METRIC_POINTS_COLUMNS.map(({ name, type }) => `${name} ${type} ${CODECS[name] ?? "CODEC(ZSTD(1))"}`),
  engine: "MergeTree",
  partitionBy: "toDate(received_at)",
  orderBy: "project_id, metric, toStartOfHour(ts), series_id, ts",
  expiry: { column: "received_at", retention: "spans" },
  settings: { ...METRIC_DEDUPLICATION, ...EXPIRY, ...FEW_MERGES },
  shardBy: "cityHash64(series_id)",
};

const SERIES_KEYS = [
  "project_id LowCardinality(String) CODEC(ZSTD(1))",
  "metric LowCardinality(String) CODEC(ZSTD(1))",
  "series_id UInt64 CODEC(ZSTD(1))",
];

/**
 * What a series is, a row for each day of arrival in which it had points. A series is described once an hour at least:
 * one with points from T on is found under the days from T - 1 h on.
 */
const METRIC_SERIES: TableDefinition = {
  name: "metric_series",
  columns: [
    ...SERIES_KEYS,
    "arrival_day Date CODEC(ZSTD(1))",
    // As in `metric_points`.
    "kind SimpleAggregateFunction(any, UInt8) CODEC(ZSTD(1))",
    "temporality SimpleAggregateFunction(any, UInt8) CODEC(ZSTD(1))",
    "monotonic SimpleAggregateFunction(any, UInt8) CODEC(ZSTD(1))",
    "service SimpleAggregateFunction(any, LowCardinality(String)) CODEC(ZSTD(1))",
    "unit SimpleAggregateFunction(any, LowCardinality(String)) CODEC(ZSTD(1))",
    "description SimpleAggregateFunction(any, LowCardinality(String)) CODEC(ZSTD(1))",
    "scope SimpleAggregateFunction(any, LowCardinality(String)) CODEC(ZSTD(1))",
    "attributes SimpleAggregateFunction(any, Map(String, String)) CODEC(ZSTD(1))",
    "resource SimpleAggregateFunction(any, Map(String, String)) CODEC(ZSTD(1))",
    // Of the points that brought a description: the last point may be up to an hour later.
    "first_ts SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(ZSTD(1))",
    "last_ts SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1))",
  ],
  engine: "AggregatingMergeTree",
  partitionBy: "arrival_day",
  orderBy: "project_id, metric, series_id",
  expiry: { column: "arrival_day", retention: "rollups" },
  settings: { ...METRIC_DEDUPLICATION, ...EXPIRY, index_granularity: 1024 },
  shardBy: "cityHash64(series_id)",
};

/** Measurements that name their trace; kept as long as traces are. */
const METRIC_EXEMPLARS: TableDefinition = {
  name: "metric_exemplars",
  columns: [
    ...SERIES_KEYS,
    "arrival_day Date CODEC(ZSTD(1))",
    "ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1))",
    "value Float64 CODEC(ZSTD(1))",
    // Zero bytes for none.
    "trace_id FixedString(16) CODEC(ZSTD(1))",
    "span_id FixedString(8) CODEC(ZSTD(1))",
    // A JSON object of strings: attributes of the measurement that its series does not have.
    "attributes String CODEC(ZSTD(1))",
  ],
  engine: "MergeTree",
  partitionBy: "arrival_day",
  orderBy: "project_id, metric, ts",
  expiry: { column: "arrival_day", retention: "spans" },
  settings: { ...METRIC_DEDUPLICATION, ...EXPIRY, index_granularity: 1024 },
  shardBy: "cityHash64(series_id)",
};

const STREAM_KEYS = [
  ...SERIES_KEYS,
  // As in `metric_points`: 1970 for gauges, delta sums and sums that may fall.
  "start_ts DateTime64(9, 'UTC') CODEC(ZSTD(1))",
  // Start of the minute or hour.
  "time DateTime('UTC') CODEC(Delta(4), ZSTD(1))",
  "arrival_day Date CODEC(ZSTD(1))",
];
/** Six hours of a metric lie together, so that a day of few series and an hour of all are both few granules. */
const STREAM_ORDER = "project_id, metric, toStartOfInterval(time, toIntervalHour(6)), series_id, start_ts, time";
const rollupOf = (name: string, columns: readonly string[]): TableDefinition => ({
  name,
  columns: [...STREAM_KEYS, ...columns],
  engine: "AggregatingMergeTree",
  partitionBy: "arrival_day",
  orderBy: STREAM_ORDER,
  expiry: { column: "arrival_day", retention: "rollups" },
  settings: { ...METRIC_DEDUPLICATION, ...EXPIRY, ...FEW_MERGES, index_granularity: 1024 },
  shardBy: "cityHash64(series_id)",
});

/** Gauges and sums a stream and minute or hour. In a stream that never falls, the first is the min, the last the max. */
const numbers = (name: string): TableDefinition =>
  rollupOf(name, [
    "value_min SimpleAggregateFunction(min, Float64) CODEC(ZSTD(1))",
    "value_max SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1))",
    "value_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1))",
    "points SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
    // The value at `last_ts`: `argMax(last, last_ts)`. Points of one minute that come in another order than they were
    // measured may leave any of them here; a state of argMax would be exact and cost a fifth of the ingest rate.
    "last SimpleAggregateFunction(anyLast, Float64) CODEC(ZSTD(1))",
    // Of the points: earliest `from_ts`, latest `ts`.
    "first_ts SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1))",
    "last_ts SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1))",
    // As in `metric_points`; only what the stream's first minute or hour says counts.
    "has_start SimpleAggregateFunction(min, UInt8) CODEC(ZSTD(1))",
  ]);

/**
 * The last point of a cumulative histogram, exponential histogram or summary in each minute or hour of a stream: since
 * they are cumulative it has all that came before. Parts not yet merged may hold several: take the one with greatest ts.
 */
const lastHistograms = (name: string): TableDefinition => ({
  ...rollupOf(name, [
    // These columns are as in `metric_points`.
    "ts DateTime64(9, 'UTC') CODEC(ZSTD(1))",
    "kind UInt8 CODEC(ZSTD(1))",
    "has_start UInt8 CODEC(ZSTD(1))",
    "value Float64 CODEC(ZSTD(1))",
    "count UInt64 CODEC(T64, ZSTD(1))",
    "min Float64 CODEC(ZSTD(1))",
    "max Float64 CODEC(ZSTD(1))",
    "scale Int32 CODEC(ZSTD(1))",
    "zero_count UInt64 CODEC(T64, ZSTD(1))",
    "zero_threshold Float64 CODEC(ZSTD(1))",
    "bounds Array(Float64) CODEC(ZSTD(1))",
    "counts Array(UInt64) CODEC(ZSTD(1))",
    "counts_offset Int32 CODEC(ZSTD(1))",
    "negative_counts Array(UInt64) CODEC(ZSTD(1))",
    "negative_offset Int32 CODEC(ZSTD(1))",
    "quantiles Array(Float64) CODEC(ZSTD(1))",
  ]),
  engine: "ReplacingMergeTree(ts)",
});

/** Delta histograms of both kinds, added up a series, minute or hour, and layout of buckets. */
const deltaHistograms = (name: string): TableDefinition => ({
  ...rollupOf(name, [
    // Tells layouts apart: a hash of the bounds, or the scale + 1024.
    "layout UInt64 CODEC(ZSTD(1))",
    "kind SimpleAggregateFunction(any, UInt8) CODEC(ZSTD(1))",
    "first_ts SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(ZSTD(1))",
    "last_ts SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1))",
    "value SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1))",
    "count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
    // +inf and -inf where they were not sent.
    "min SimpleAggregateFunction(min, Float64) CODEC(ZSTD(1))",
    "max SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1))",
    "scale SimpleAggregateFunction(any, Int32) CODEC(ZSTD(1))",
    "zero_count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
    "zero_threshold SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1))",
    "bounds SimpleAggregateFunction(any, Array(Float64)) CODEC(ZSTD(1))",
    // Observations by index of the bucket (from 0, or as exponential histograms count them); empty buckets are absent.
    "counts SimpleAggregateFunction(sumMap, Map(Int32, UInt64)) CODEC(ZSTD(1))",
    "negative_counts SimpleAggregateFunction(sumMap, Map(Int32, UInt64)) CODEC(ZSTD(1))",
  ]),
  orderBy: `${STREAM_ORDER}, layout`,
});

export const METRIC_TABLES: readonly TableDefinition[] = [
  METRIC_POINTS,
  METRIC_SERIES,
  METRIC_EXEMPLARS,
  numbers("metric_minutes"),
  numbers("metric_hours"),
  lastHistograms("metric_histogram_minutes"),
  lastHistograms("metric_histogram_hours"),
  deltaHistograms("metric_delta_minutes"),
  deltaHistograms("metric_delta_hours"),
];

const KEYS = "project_id, metric, series_id, start_ts, time, arrival_day";
const LAST_COLUMNS = `ts, kind, has_start, value, count, min, max, scale, zero_count, zero_threshold, bounds, counts,
  counts_offset, negative_counts, negative_offset, quantiles`;
const DELTA_SUMS = `any(d.kind) AS kind, sum(d.value) AS value, sum(d.count) AS count, min(d.min) AS min, max(d.max) AS max,
  any(d.scale) AS scale, sum(d.zero_count) AS zero_count, max(d.zero_threshold) AS zero_threshold,
  any(d.bounds) AS bounds`;
/** Counts of buckets by index, the empty ones left out. */
const byIndex = (counts: string, offset: string): string =>
  `mapFilter((bucket, observed) -> observed > 0, mapFromArrays(arrayMap(place -> toInt32(place - 1 + ${offset}), arrayEnumerate(${counts})), ${counts}))`;

const minuteOf = "toStartOfMinute(toDateTime(ts, 'UTC'))";
const hours = (name: string, from: string, to: string, select: string): ViewDefinition => ({ name, from, to, select });

export const METRIC_VIEWS: readonly ViewDefinition[] = [
  {
    name: "metric_series_view",
    from: "metric_points",
    to: "metric_series",
    select: `SELECT project_id, metric, series_id, toDate(received_at) AS arrival_day, kind, temporality, monotonic, service,
  unit, description, scope, attributes, resource, ts AS first_ts, ts AS last_ts
FROM {from} WHERE described = 1`,
  },
  {
    name: "metric_exemplars_view",
    from: "metric_points",
    to: "metric_exemplars",
    select: `SELECT project_id, metric, series_id, toDate(received_at) AS arrival_day, exemplar.1 AS ts, exemplar.2 AS value,
  exemplar.3 AS trace_id, exemplar.4 AS span_id, exemplar.5 AS attributes
FROM {from} ARRAY JOIN exemplars AS exemplar`,
  },
  {
    name: "metric_minutes_view",
    from: "metric_points",
    to: "metric_minutes",
    // Not grouped: a block hardly has two points of a series in a minute, and merges put them together anyway.
    select: `SELECT project_id, metric, series_id, start_ts, ${minuteOf} AS time, toDate(received_at) AS arrival_day,
  value AS value_min, value AS value_max, value AS value_sum, toUInt64(1) AS points, value AS last,
  from_ts AS first_ts, ts AS last_ts, has_start
FROM {from} WHERE kind <= 2`,
  },
  // Reads what the view before it wrote, as do the other views by hours.
  hours(
    "metric_hours_view",
    "metric_minutes",
    "metric_hours",
    `SELECT project_id, metric, series_id, start_ts, toStartOfHour(m.time) AS time, arrival_day, value_min, value_max,
  value_sum, points, last, first_ts, last_ts, has_start
FROM {from} AS m`,
  ),
  {
    name: "metric_histogram_minutes_view",
    from: "metric_points",
    to: "metric_histogram_minutes",
    select: `SELECT project_id, metric, series_id, start_ts, ${minuteOf} AS time, toDate(received_at) AS arrival_day,
  ${LAST_COLUMNS}
FROM {from} WHERE kind >= 3 AND temporality = 2`,
  },
  hours(
    "metric_histogram_hours_view",
    "metric_histogram_minutes",
    "metric_histogram_hours",
    `SELECT project_id, metric, series_id, start_ts, toStartOfHour(h.time) AS time, arrival_day,
  ${LAST_COLUMNS}
FROM {from} AS h`,
  ),
  {
    name: "metric_delta_minutes_view",
    from: "metric_points",
    to: "metric_delta_minutes",
    select: `SELECT project_id, metric, series_id, start_ts, ${minuteOf} AS time, toDate(received_at) AS arrival_day,
  if(d.kind = 3, cityHash64(d.bounds), toUInt64(d.scale + 1024)) AS layout, ${DELTA_SUMS},
  min(d.from_ts) AS first_ts, max(d.ts) AS last_ts,
  sumMap(${byIndex("d.counts", "d.counts_offset")}) AS counts,
  sumMap(${byIndex("d.negative_counts", "d.negative_offset")}) AS negative_counts
FROM {from} AS d WHERE d.kind IN (3, 4) AND d.temporality = 1 GROUP BY ${KEYS}, layout`,
  },
  hours(
    "metric_delta_hours_view",
    "metric_delta_minutes",
    "metric_delta_hours",
    `SELECT project_id, metric, series_id, start_ts, toStartOfHour(d.time) AS time, arrival_day, d.layout AS layout,
  ${DELTA_SUMS}, min(d.first_ts) AS first_ts, max(d.last_ts) AS last_ts, sumMap(d.counts) AS counts, sumMap(d.negative_counts) AS negative_counts
FROM {from} AS d GROUP BY ${KEYS}, layout`,
  ),
];
