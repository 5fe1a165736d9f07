import { SPANS_COLUMNS, type SpansColumnName } from "../spans-columns.ts";
import { ATTRIBUTE_ITEMS } from "./attribute-index.ts";

/** A table as every engine needs it; `ddl.ts` writes it for one server or for a cluster. */
export interface TableDefinition {
  name: string;
  columns: readonly string[];
  indexes?: readonly string[];
  engine: "MergeTree" | "AggregatingMergeTree" | "ReplacingMergeTree" | "ReplacingMergeTree(ts)";
  partitionBy?: string;
  orderBy: string;
  /** Rows leave when this column is older than the retention of their class. */
  expiry?: { column: string; retention: "spans" | "rollups" };
  settings: Readonly<Record<string, string | number>>;
  /** What a Distributed table spreads rows by. */
  shardBy: string;
}
export interface ViewDefinition {
  name: string;
  from: string;
  to: string;
  select: string;
}

/**
 * Retried blocks are recognised by their token for this many inserts a table; the windows of views' targets must be
 * as long as that of `spans`, since a retry is skipped a table at a time.
 */
export const DEDUPLICATION = { non_replicated_deduplication_window: 1000 };
/** Expired parts are dropped whole, and a changed TTL touches their metadata only. */
export const EXPIRY = { ttl_only_drop_parts: 1, materialize_ttl_recalculate_only: 1, merge_with_ttl_timeout: 3600 };

/**
 * Ids repeat inside a five-minute bucket (a trace's id on each of its spans, a span's id as its children's parent) but
 * far apart in sort order: blocks of 1 MB let ZSTD find the repetition. 10M spans a day: trace_id 13.5 → 3.8 bytes a
 * span, parent_span_id 7.3 → 5.2, at no measurable cost on insert.
 */
const FAR_REPEATS = "CODEC(ZSTD(3)) SETTINGS (min_compress_block_size = 1048576, max_compress_block_size = 4194304)";
const CODECS: Partial<Record<SpansColumnName, string>> = {
  received_at: "CODEC(Delta(4), ZSTD(1))",
  ts: "CODEC(Delta(8), ZSTD(1))",
  duration_ns: "CODEC(T64, ZSTD(1))",
  trace_id: FAR_REPEATS,
  parent_span_id: FAR_REPEATS,
  kind: "CODEC(T64, ZSTD(1))",
  status: "CODEC(T64, ZSTD(1))",
};

/**
 * A merge costs about twice the CPU of the insert a row (6 against 3 µs), so rows should be merged seldom: sixteen parts
 * at a time instead of about five. A day then has at most fifteen parts a level, some forty in all.
 */
export const FEW_MERGES = { min_parts_to_merge_at_once: 16 };

/**
 * Every span. The order makes "latest of all", "a service in a range" and "an operation in a range" reads of few
 * granules: five-minute buckets first, then service and operation. `received_at` has one value a batch, so a batch is
 * one part and its insert is atomic, whatever times its spans claim.
 */
export const SPANS: TableDefinition = {
  name: "spans",
  columns: SPANS_COLUMNS.map(({ name, type }) => `${name} ${type} ${CODECS[name] ?? "CODEC(ZSTD(1))"}`),
  indexes: [
    // A page of search results looks up to 500 traces up at once: at 0.1 % a granule is read in vain for one in three
    // such pages, at 1 % nearly always.
    "trace_id_index trace_id TYPE bloom_filter(0.001) GRANULARITY 1",
    `attribute_index ${ATTRIBUTE_ITEMS} TYPE bloom_filter(0.01) GRANULARITY 1`,
    // The live tail and ingest's look-ups ask by arrival.
    "received_at_index received_at TYPE minmax GRANULARITY 1",
    "duration_index duration_ns TYPE minmax GRANULARITY 1",
    "status_index status TYPE set(3) GRANULARITY 1",
    "exception_index exception_type TYPE set(64) GRANULARITY 1",
  ],
  engine: "MergeTree",
  partitionBy: "toDate(received_at)",
  orderBy: "project_id, toStartOfFiveMinutes(ts), service, name, ts",
  expiry: { column: "received_at", retention: "spans" },
  settings: { ...DEDUPLICATION, ...EXPIRY, index_granularity: 8192, ...FEW_MERGES },
  shardBy: "cityHash64(trace_id)",
};

/**
 * When the spans of a trace start: minimum and maximum only, so that a block counted twice changes nothing. Granules of
 * 512 rows because it is read a trace at a time.
 */
export const TRACES_INDEX: TableDefinition = {
  name: "traces_index",
  columns: [
    "project_id LowCardinality(String) CODEC(ZSTD(1))",
    "trace_id FixedString(16) CODEC(ZSTD(1))",
    "arrival_day Date CODEC(ZSTD(1))",
    "first_ts SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(ZSTD(1))",
    "last_ts SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1))",
  ],
  engine: "AggregatingMergeTree",
  partitionBy: "arrival_day",
  orderBy: "project_id, trace_id",
  expiry: { column: "arrival_day", retention: "spans" },
  settings: { ...DEDUPLICATION, ...EXPIRY, index_granularity: 512 },
  shardBy: "cityHash64(trace_id)",
};

/**
 * Durations as a histogram with 12 buckets an octave: bucket = floor(12 · log2(ns + 1)). Interpolated percentiles are
 * within 3 %. At insert it costs 0.22 µs a span and 2.2 bytes; TDigest states 0.16 µs and 8.8 bytes, and the
 * heatmap would need a histogram beside them (0.5M spans, 26 a row, ClickHouse 26.7).
 */
const HISTOGRAM = "durations SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1))";
const RED_FIGURES = [
  "spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
  "errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
  "duration_ns SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
  HISTOGRAM,
];
const rollup = (name: string, keys: readonly string[], orderBy: string): TableDefinition => ({
  name,
  columns: [
    "project_id LowCardinality(String) CODEC(ZSTD(1))",
    ...keys.map((key) => `${key} CODEC(ZSTD(1))`),
    "arrival_day Date CODEC(ZSTD(1))",
    ...RED_FIGURES,
  ],
  engine: "AggregatingMergeTree",
  partitionBy: "arrival_day",
  orderBy,
  expiry: { column: "arrival_day", retention: "rollups" },
  settings: { ...DEDUPLICATION, ...EXPIRY, index_granularity: 1024 },
  shardBy: "cityHash64(service)",
});
const SERVICE = "service LowCardinality(String)";
const OPERATION_KEYS = [SERVICE, "name LowCardinality(String)", "kind UInt8", "entry UInt8"];

/** Rate, errors and durations a minute and operation; `entry` marks requests (server, consumer, or without parent). */
export const RED_MINUTE = rollup(
  "red_minute",
  ["time DateTime('UTC')", ...OPERATION_KEYS],
  "project_id, service, time, name, kind, entry",
);
/** The same an hour, for ranges beyond a day. */
export const RED_HOUR = rollup(
  "red_hour",
  ["time DateTime('UTC')", ...OPERATION_KEYS],
  "project_id, service, time, name, kind, entry",
);
/** The requests of a service a minute, all operations together: what lists, charts and the overview read. */
export const RED_SERVICE = rollup("red_service", ["time DateTime('UTC')", SERVICE], "project_id, service, time");

/**
 * Which resources there are, an hour: conditions on resource attributes are decided here, on a few rows, and so are the
 * instances of a service.
 */
export const RESOURCES: TableDefinition = {
  name: "resources",
  columns: [
    "project_id LowCardinality(String) CODEC(ZSTD(1))",
    "service LowCardinality(String) CODEC(ZSTD(1))",
    "resource String CODEC(ZSTD(1))",
    "time DateTime('UTC') CODEC(ZSTD(1))",
    "arrival_day Date CODEC(ZSTD(1))",
    "spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
    "requests SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
    "last_ts SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1))",
  ],
  engine: "AggregatingMergeTree",
  partitionBy: "arrival_day",
  orderBy: "project_id, service, resource, time",
  expiry: { column: "arrival_day", retention: "spans" },
  settings: { ...DEDUPLICATION, ...EXPIRY },
  shardBy: "cityHash64(resource)",
};

const ENTRY = "kind IN (2, 5) OR parent_span_id = toFixedString('', 8)";
const SUMS =
  "sum(spans) AS spans, sum(errors) AS errors, sum(duration_ns) AS duration_ns, sumMap(durations) AS durations";

export const SPAN_VIEWS: readonly ViewDefinition[] = [
  {
    name: "traces_index_view",
    from: "spans",
    to: "traces_index",
    select: `SELECT project_id, trace_id, toDate(received_at) AS arrival_day, min(ts) AS first_ts, max(ts) AS last_ts
FROM {from} GROUP BY project_id, trace_id, arrival_day`,
  },
  {
    name: "red_minute_view",
    from: "spans",
    to: "red_minute",
    // Counted by bucket first: maps are then added up a group, not a span.
    select: `SELECT project_id, time, service, name, kind,
  entry, arrival_day, sum(b.spans) AS spans, sum(b.errors) AS errors, sum(b.duration_ns) AS duration_ns,
  sumMap(map(bucket, b.spans)) AS durations
FROM (
  SELECT project_id, toStartOfMinute(toDateTime(ts, 'UTC')) AS time, service, name, kind,
    (${ENTRY}) AS entry, toDate(received_at) AS arrival_day,
    toUInt16(floor(12 * log2(s.duration_ns + 1))) AS bucket,
    count() AS spans, countIf(status = 2) AS errors, sum(toUInt64(s.duration_ns)) AS duration_ns
  FROM {from} AS s GROUP BY project_id, time, service, name, kind, entry, arrival_day, bucket
) AS b GROUP BY project_id, time, service, name, kind, entry, arrival_day`,
  },
  {
    name: "resources_view",
    from: "spans",
    to: "resources",
    select: `SELECT project_id, service, resource, toStartOfHour(toDateTime(ts, 'UTC')) AS time, toDate(received_at) AS arrival_day,
  count() AS spans, countIf(${ENTRY}) AS requests, max(ts) AS last_ts
FROM {from} GROUP BY project_id, service, resource, time, arrival_day`,
  },
  // The next two read the few rows that the view before them wrote, not the spans again.
  {
    name: "red_service_view",
    from: "red_minute",
    to: "red_service",
    select: `SELECT project_id, time, service, arrival_day, ${SUMS}
FROM {from} WHERE entry = 1 GROUP BY project_id, time, service, arrival_day`,
  },
  {
    name: "red_hour_view",
    from: "red_minute",
    to: "red_hour",
    select: `SELECT project_id, toStartOfHour(r.time) AS time, service, name, kind, entry, arrival_day, ${SUMS}
FROM {from} AS r GROUP BY project_id, time, service, name, kind, entry, arrival_day`,
  },
];

/** Every table of spans, in the order of creation. */
export const SPAN_TABLES: readonly TableDefinition[] = [
  SPANS,
  TRACES_INDEX,
  RESOURCES,
  RED_MINUTE,
  RED_HOUR,
  RED_SERVICE,
];
