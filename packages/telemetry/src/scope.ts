import type { TelemetryClient } from "./client.ts";
import { SqlParams, sqlId, sqlIds } from "./sql-params.ts";
import { DATABASE } from "./spans-columns.ts";
import { clampNanos, sqlSecond, sqlTime, toNanos } from "./time.ts";

export const SPANS = `${DATABASE}.spans`;
const BUCKET_SECONDS = 300;
/** The first key column is a DateTime: times outside of 1970 to 2106 wrap in it and must not be used to prune. */
const KEY_MAX_NANOS = 4_294_967_000n * 1_000_000_000n;
/** More buckets than this are no longer worth listing. */
const MAX_BUCKETS = 4000;

/**
 * `ts` in [from, to). The bounds of the five-minute buckets are said as well: ClickHouse does not derive them for the
 * primary key from a condition on a DateTime64.
 */
export function timeRangeSql(from: bigint, to: bigint): string {
  const low = from < 0n ? 0n : from;
  const high = to > KEY_MAX_NANOS ? KEY_MAX_NANOS : to;
  const [first, last] = [sqlSecond(bucketOf(low)), sqlSecond(bucketOf(high > 0n ? high - 1n : 0n))];
  return `ts >= ${sqlTime(low)} AND ts < ${sqlTime(high)} AND toStartOfFiveMinutes(ts) >= ${first} AND toStartOfFiveMinutes(ts) <= ${last}`;
}

/** The same for the two ISO ends of an input. */
export function rangeSql(range: { from: string; to: string }): string {
  return timeRangeSql(toNanos(range.from), toNanos(range.to));
}

/** Rows of a roll-up in [from, to), whole minutes (or hours) at its start. */
export function rollupRangeSql(range: { from: string; to: string }, stepSeconds = 60): string {
  const from = Math.floor(Date.parse(range.from) / 1000 / stepSeconds) * stepSeconds;
  return `time >= ${sqlSecond(from)} AND time < ${sqlSecond(Math.ceil(Date.parse(range.to) / 1000))}`;
}

/** First and last start of a trace's spans. */
export interface TraceBounds {
  first: bigint;
  last: bigint;
}

/** Where in time the traces lie; those unknown to the index are absent. Reads one granule a trace of `traces_index`. */
export async function readTraceBounds(
  client: TelemetryClient,
  input: { projectId: string; signal?: AbortSignal | undefined },
  traceIds: readonly string[],
): Promise<Map<string, TraceBounds>> {
  const params = new SqlParams(input.projectId);
  const sql = `SELECT lower(hex(trace_id)), toString(toUnixTimestamp64Nano(min(first_ts))), toString(toUnixTimestamp64Nano(max(last_ts)))
FROM ${DATABASE}.traces_index
WHERE project_id = ${params.project} AND trace_id IN (${sqlIds(traceIds)})
GROUP BY trace_id`;
  const rows = await client.rows(
    sql,
    (row) => [String(row[0]), { first: BigInt(String(row[1])), last: BigInt(String(row[2])) }] as const,
    { params: params.values, signal: input.signal },
  );
  return new Map(rows);
}

/**
 * The spans of these traces: by the five-minute buckets they lie in (primary key), then by the bloom filter on trace_id.
 * A trace that the index does not know leaves the bloom filter alone to find it.
 */
export function tracesSql(traceIds: readonly string[], bounds: ReadonlyMap<string, TraceBounds>): string {
  const byId = `trace_id IN (${sqlIds(traceIds)})`;
  const buckets = new Set<number>();
  for (const id of traceIds) {
    const bound = bounds.get(id);
    if (!bound || bound.first < 0n || bound.last > KEY_MAX_NANOS) return byId;
    const last = Number(bound.last / 1_000_000_000n);
    for (let at = bucketOf(bound.first); at <= last; at += BUCKET_SECONDS) {
      buckets.add(at);
      if (buckets.size > MAX_BUCKETS) return byId;
    }
  }
  return `${bucketsSql([...buckets])} AND ${byId}`;
}

/**
 * The spans of one trace, found in the same statement through `traces_index`. False for every span when the index does
 * not know the trace or its times do not fit the primary key: ask again with `traceByIdSql` when nothing was found.
 */
export function indexedTraceSql(traceId: string, params: SqlParams): string {
  const buckets = `SELECT toDateTime(arrayJoin(range(first, last + 1, ${BUCKET_SECONDS})), 'UTC') FROM (
    SELECT intDiv(toUnixTimestamp64Second(min(first_ts)), ${BUCKET_SECONDS}) * ${BUCKET_SECONDS} AS first, toUnixTimestamp64Second(max(last_ts)) AS last
    FROM ${DATABASE}.traces_index WHERE project_id = ${params.project} AND ${traceByIdSql(traceId)}
    HAVING count() > 0 AND first >= 0 AND last < ${KEY_MAX_NANOS / 1_000_000_000n} AND last - first < ${MAX_BUCKETS * BUCKET_SECONDS}
  )`;
  return `toStartOfFiveMinutes(ts) IN (${buckets}) AND ${traceByIdSql(traceId)}`;
}

/** The spans of one trace, found by the bloom filter alone. */
export function traceByIdSql(traceId: string): string {
  return `trace_id = ${sqlId(traceId)}`;
}

/** Start of the five-minute bucket of an instant, Unix seconds. */
export function bucketOf(nanos: bigint): number {
  return Math.floor(Number(clampNanos(nanos) / 1_000_000_000n) / BUCKET_SECONDS) * BUCKET_SECONDS;
}

/** Reads these five-minute buckets only. */
export function bucketsSql(seconds: readonly number[]): string {
  return `toStartOfFiveMinutes(ts) IN (${seconds.map(sqlSecond).join(", ")})`;
}
