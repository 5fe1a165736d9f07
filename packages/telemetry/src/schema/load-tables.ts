import { DEDUPLICATION, EXPIRY, FEW_MERGES, type TableDefinition } from "./tables.ts";

/** The columns of `load_intervals`, in the order in which the writer's rows have them. */
export const LOAD_INTERVAL_COLUMNS = [
  { name: "project_id", type: "LowCardinality(String)" },
  { name: "run_id", type: "LowCardinality(String)" },
  { name: "share", type: "UInt16" },
  { name: "second", type: "UInt32", codec: "Delta(4), ZSTD(1)" },
  /** Wall-clock time of the second: what rows expire by. */
  { name: "at", type: "DateTime('UTC')", codec: "Delta(4), ZSTD(1)" },
  /** Empty for the whole run. */
  { name: "step", type: "LowCardinality(String)" },
  /** 0 request, 1 group. */
  { name: "kind", type: "UInt8" },
  { name: "planned", type: "UInt32", codec: "T64, ZSTD(1)" },
  { name: "sent", type: "UInt32", codec: "T64, ZSTD(1)" },
  { name: "answered", type: "UInt32", codec: "T64, ZSTD(1)" },
  { name: "failed", type: "UInt32", codec: "T64, ZSTD(1)" },
  { name: "dropped", type: "UInt32", codec: "T64, ZSTD(1)" },
  { name: "bytes_in", type: "UInt64", codec: "T64, ZSTD(1)" },
  { name: "bytes_out", type: "UInt64", codec: "T64, ZSTD(1)" },
  /** Latencies counted by bucket of the load engine's layout. */
  { name: "latencies", type: "Map(UInt16, UInt32)" },
  { name: "sum_us", type: "UInt64" },
  { name: "min_us", type: "UInt32" },
  { name: "max_us", type: "UInt32" },
  { name: "statuses", type: "Map(UInt16, UInt32)" },
  { name: "errors", type: "Map(LowCardinality(String), UInt32)" },
  { name: "checks_passed", type: "Map(LowCardinality(String), UInt32)" },
  { name: "checks_failed", type: "Map(LowCardinality(String), UInt32)" },
  /** Of the generator, on the rows of the whole run: share of a core in thousandths, lateness in microseconds. */
  { name: "in_flight", type: "UInt32" },
  { name: "cpu_permille", type: "UInt16" },
  { name: "lag_us", type: "UInt32" },
  /** The slowest traced requests of the second, all five lists alike in length. Status 0 and error '' are none. */
  { name: "slow_trace_ids", type: "Array(FixedString(16))" },
  { name: "slow_us", type: "Array(UInt32)" },
  { name: "slow_statuses", type: "Array(UInt16)" },
  { name: "slow_errors", type: "Array(LowCardinality(String))" },
  { name: "slow_at", type: "Array(DateTime64(3, 'UTC'))" },
] as const satisfies readonly { name: string; type: string; codec?: string }[];

/**
 * What a share of a load run sent and got back in one second, by step. A row that is written twice becomes one, on
 * reading with FINAL at once. The order makes "the whole run over time" (step '') and "the last seconds of each step"
 * reads of few granules, which are small because rows are wide.
 */
const LOAD_INTERVALS: TableDefinition = {
  name: "load_intervals",
  columns: LOAD_INTERVAL_COLUMNS.map(
    (column) => `${column.name} ${column.type} CODEC(${"codec" in column ? column.codec : "ZSTD(1)"})`,
  ),
  engine: "ReplacingMergeTree",
  partitionBy: "toDate(at)",
  orderBy: "project_id, run_id, step, second, share",
  expiry: { column: "at", retention: "rollups" },
  settings: { ...DEDUPLICATION, ...EXPIRY, ...FEW_MERGES, index_granularity: 1024 },
  shardBy: "cityHash64(run_id)",
};

export const LOAD_TABLES: readonly TableDefinition[] = [LOAD_INTERVALS];
