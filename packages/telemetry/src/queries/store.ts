import type { StoreTable } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { SpanIdentity, StoreStatistics } from "../inputs.ts";
import { number, text } from "../row.ts";
import { TABLES } from "../schema/all-tables.ts";
import { bucketOf, bucketsSql, SPANS } from "../scope.ts";
import { groupByProject } from "./group-by-project.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams, sqlId } from "../sql-params.ts";

/** Whether the store answers, how fast, and its version. Throws UNAVAILABLE or TIMEOUT. */
export async function ping(
  client: TelemetryClient,
  signal?: AbortSignal,
): Promise<{ latencyMs: number; version: string }> {
  const start = performance.now();
  const [version] = await client.rows("SELECT version()", (row) => text(row, 0), { signal });
  return { latencyMs: performance.now() - start, version: version ?? "" };
}

/** Rows, bytes and ages of every table, from the metadata of their parts. `oldest` is a day of arrival, `newest` the last insert that is not merged yet, else a day too. */
export async function storeStatistics(client: TelemetryClient, signal?: AbortSignal): Promise<StoreStatistics> {
  const [tables, disks, lastMinute, ttl] = await Promise.all([
    readTables(client, signal),
    client.rows("SELECT toString(min(unreserved_space)) FROM system.disks", (row) => number(row, 0), { signal }),
    client.rows(
      `SELECT count() FROM ${SPANS} WHERE received_at >= toDateTime(${Math.floor(Date.now() / 1000) - 60}, 'UTC')`,
      (row) => number(row, 0),
      { signal },
    ),
    client.rows(
      `SELECT extract(create_table_query, 'TTL received_at \\\\+ toIntervalDay\\\\((\\\\d+)\\\\)') FROM system.tables
WHERE database = '${DATABASE}' AND name = '${client.cluster ? "spans_local" : "spans"}'`,
      (row) => number(row, 0),
      { signal },
    ),
  ]);
  const spans = tables.find((table) => table.name === "spans");
  return {
    tables,
    diskFreeBytes: disks[0] ?? null,
    bytesPerSpan: spans && spans.rows > 0 ? spans.bytesOnDisk / spans.rows : null,
    spansLastMinute: lastMinute[0] ?? 0,
    retentionDays: ttl[0] || null,
  };
}

async function readTables(client: TelemetryClient, signal?: AbortSignal): Promise<StoreTable[]> {
  const parts = client.cluster
    ? `clusterAllReplicas('${client.cluster.replaceAll("'", "")}', system.parts)`
    : "system.parts";
  const sql = `SELECT replaceRegexpOne(table, '_local$', '') AS name, sum(rows), sum(bytes_on_disk), min(partition), max(partition),
  toUnixTimestamp(maxIf(modification_time, level = 0))
FROM ${parts} WHERE database = '${DATABASE}' AND active GROUP BY name`;
  const found = await client.rows(
    sql,
    (row) => ({
      name: text(row, 0),
      rows: number(row, 1),
      bytesOnDisk: number(row, 2),
      oldest: dayOf(text(row, 3)),
      newest: number(row, 5) > 0 ? new Date(number(row, 5) * 1000).toISOString() : dayOf(text(row, 4)),
    }),
    { signal },
  );
  const known = new Map(found.map((table) => [table.name, table]));
  return TABLES.map(({ name }) => known.get(name) ?? { name, rows: 0, bytesOnDisk: 0, oldest: null, newest: null });
}

/** A partition (`2026-11-22`) as an instant. */
function dayOf(partition: string): string | null {
  const day = /^'?(\d{4})-?(\d{2})-?(\d{2})'?$/.exec(partition);
  return day ? `${day[1]}-${day[2]}-${day[3]}T00:00:00.000Z` : null;
}

/**
 * Which of these spans are stored already; answers with their indexes. Reads the granules of their five-minute buckets
 * that the bloom filter on trace_id leaves.
 */
export async function findStoredSpans(
  client: TelemetryClient,
  spans: readonly SpanIdentity[],
  signal?: AbortSignal,
): Promise<Set<number>> {
  const stored = new Set<number>();
  for (const [projectId, wanted] of groupByProject(spans)) {
    const params = new SqlParams(projectId);
    const buckets = new Set(wanted.map(({ item: span }) => bucketOf(BigInt(span.startTimeUnixNano))));
    const inKeyRange = [...buckets].every((second) => second >= 0 && second < 4_294_967_000);
    const time = inKeyRange ? ` AND ${bucketsSql([...buckets])}` : "";
    const sql = `SELECT DISTINCT lower(hex(trace_id)), lower(hex(span_id)) FROM ${SPANS}
WHERE project_id = ${params.project}${time} AND trace_id IN (${wanted.map(({ item: span }) => sqlId(span.traceId)).join(", ")})
  AND span_id IN (${wanted.map(({ item: span }) => sqlId(span.spanId)).join(", ")})`;
    const rows = await client.rows(sql, (row) => `${text(row, 0)}/${text(row, 1)}`, { params: params.values, signal });
    const found = new Set(rows);
    for (const { item: span, index } of wanted) {
      if (found.has(`${span.traceId}/${span.spanId}`.toLowerCase())) stored.add(index);
    }
  }
  return stored;
}
