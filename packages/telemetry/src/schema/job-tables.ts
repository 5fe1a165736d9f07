import { bucketSql } from "../histogram.ts";
import { DEDUPLICATION, EXPIRY, FEW_MERGES, type TableDefinition, type ViewDefinition } from "./tables.ts";

const QUEUE_KEYS = [
  "project_id LowCardinality(String) CODEC(ZSTD(1))",
  "source LowCardinality(String) CODEC(ZSTD(1))",
  "queue LowCardinality(String) CODEC(ZSTD(1))",
];

/** The columns of `job_attempts`, in the order in which the writer's rows have them. */
export const JOB_ATTEMPT_COLUMNS = [
  { name: "project_id", type: "LowCardinality(String)" },
  { name: "source", type: "LowCardinality(String)" },
  { name: "queue", type: "LowCardinality(String)" },
  { name: "name", type: "LowCardinality(String)" },
  { name: "job_id", type: "String" },
  { name: "attempt", type: "UInt32", codec: "T64, ZSTD(1)" },
  /** Index in `OUTCOMES`. */
  { name: "outcome", type: "UInt8", codec: "T64, ZSTD(1)" },
  { name: "enqueued_at", type: "DateTime64(3, 'UTC')", codec: "Delta(8), ZSTD(1)" },
  { name: "started_at", type: "DateTime64(3, 'UTC')", codec: "Delta(8), ZSTD(1)" },
  { name: "finished_at", type: "DateTime64(3, 'UTC')", codec: "Delta(8), ZSTD(1)" },
  { name: "wait_us", type: "UInt64", codec: "T64, ZSTD(1)" },
  { name: "run_us", type: "UInt64", codec: "T64, ZSTD(1)" },
  /** 0 for none. */
  { name: "status_code", type: "UInt16", codec: "T64, ZSTD(1)" },
  { name: "error", type: "String" },
  /** Zero bytes for none. */
  { name: "trace_id", type: "FixedString(16)" },
  { name: "span_id", type: "FixedString(8)" },
  { name: "worker", type: "LowCardinality(String)" },
] as const satisfies readonly { name: string; type: string; codec?: string }[];

/**
 * Every finished attempt. Two rows of one attempt become one, on reading with FINAL at once. Five-minute buckets before
 * the job's id make "a queue over a range" a read of few granules; one job is found by the bloom filter, among the days
 * since it was enqueued.
 */
const JOB_ATTEMPTS: TableDefinition = {
  name: "job_attempts",
  columns: JOB_ATTEMPT_COLUMNS.map(
    (column) => `${column.name} ${column.type} CODEC(${"codec" in column ? column.codec : "ZSTD(1)"})`,
  ),
  indexes: ["job_id_index job_id TYPE bloom_filter(0.001) GRANULARITY 1"],
  engine: "ReplacingMergeTree",
  partitionBy: "toDate(finished_at)",
  orderBy: "project_id, source, queue, toStartOfFiveMinutes(finished_at), job_id, attempt, started_at",
  expiry: { column: "toDate(finished_at)", retention: "rollups" },
  settings: { ...DEDUPLICATION, ...EXPIRY, ...FEW_MERGES },
  shardBy: "cityHash64(job_id)",
};

/** Outcomes counted and histograms of wait and run time (see `histogram.ts`), by job name. */
const rollup = (name: string): TableDefinition => ({
  name,
  columns: [
    ...QUEUE_KEYS,
    "name LowCardinality(String) CODEC(ZSTD(1))",
    "time DateTime('UTC') CODEC(ZSTD(1))",
    "completed SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
    "retried SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
    "failed SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
    "waits SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1))",
    "runs SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) CODEC(ZSTD(1))",
  ],
  engine: "AggregatingMergeTree",
  partitionBy: "toDate(time)",
  orderBy: "project_id, source, queue, time, name",
  expiry: { column: "time", retention: "rollups" },
  settings: { ...DEDUPLICATION, ...EXPIRY, index_granularity: 1024 },
  shardBy: "cityHash64(queue)",
});

/** Backlog of a queue, looked at by one of the workers every so often; two looks in the same second count as one. */
const QUEUE_SAMPLES: TableDefinition = {
  name: "queue_samples",
  columns: [
    ...QUEUE_KEYS,
    "at DateTime('UTC') CODEC(Delta(4), ZSTD(1))",
    "waiting UInt64 CODEC(T64, ZSTD(1))",
    "active UInt64 CODEC(T64, ZSTD(1))",
    "delayed UInt64 CODEC(T64, ZSTD(1))",
    "failed UInt64 CODEC(T64, ZSTD(1))",
    "oldest_waiting_ms UInt64 CODEC(T64, ZSTD(1))",
  ],
  engine: "ReplacingMergeTree",
  partitionBy: "toDate(at)",
  orderBy: "project_id, source, queue, at",
  expiry: { column: "at", retention: "rollups" },
  settings: { ...EXPIRY },
  shardBy: "cityHash64(queue)",
};

/** Attempts that ended by themselves; one whose worker vanished has no run time. */
const ENDED = "outcome < 3";

/**
 * Counts attempts by queue, name and minute. Counted by bucket first: maps are then added up a group, not an attempt.
 * `from` is the table, with FINAL where each attempt must count once; `where` narrows it.
 */
export function countAttemptsSql(from: string, where = "1"): string {
  return `SELECT project_id, source, queue, name, time, sum(a.completed) AS completed, sum(a.retried) AS retried,
  sum(a.failed) AS failed, sumMap(map(wait, a.ended)) AS waits, sumMap(map(run, a.ended)) AS runs
FROM (
  SELECT project_id, source, queue, name, toStartOfMinute(toDateTime(finished_at, 'UTC')) AS time,
    ${bucketSql("wait_us * 1000")} AS wait, ${bucketSql("run_us * 1000")} AS run, count() AS ended,
    countIf(outcome = 0) AS completed, countIf(outcome = 1) AS retried, countIf(outcome = 2) AS failed
  FROM ${from} WHERE ${ENDED} AND ${where}
  GROUP BY project_id, source, queue, name, time, wait, run
) AS a GROUP BY project_id, source, queue, name, time`;
}

export const JOB_TABLES: readonly TableDefinition[] = [
  JOB_ATTEMPTS,
  rollup("job_minutes"),
  rollup("job_hours"),
  QUEUE_SAMPLES,
];
export const JOB_VIEWS: readonly ViewDefinition[] = [
  { name: "job_minutes_view", from: "job_attempts", to: "job_minutes", select: countAttemptsSql("{from}") },
  {
    name: "job_hours_view",
    from: "job_minutes",
    to: "job_hours",
    select: `SELECT project_id, source, queue, name, toStartOfHour(m.time) AS time, sum(completed) AS completed,
  sum(retried) AS retried, sum(failed) AS failed, sumMap(waits) AS waits, sumMap(runs) AS runs
FROM {from} AS m GROUP BY project_id, source, queue, name, time`,
  },
];
