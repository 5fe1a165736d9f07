import { type PostgresFindings, toError } from "@plimsoll/core";
import type { Client } from "pg";
import type { FieldMeaning, WatchedPoint, WatchedSample } from "./watched-point.ts";
import { pointsOf } from "./watched-point.ts";

export interface PostgresReport extends WatchedSample, PostgresFindings {
  notes: string[];
}

const MOST_ROWS = 20;
const LONGEST_QUERY = 1_000;

const counter = (metric: string, unit: string, labels: Record<string, string> = {}): FieldMeaning => ({
  metric,
  unit,
  kind: "counter",
  labels,
});
const DATABASE: Record<string, FieldMeaning> = {
  blks_hit: counter("postgresql.blks_hit", "{block}"),
  blks_read: counter("postgresql.blks_read", "{block}"),
  xact_commit: counter("postgresql.commits", "{transaction}"),
  xact_rollback: counter("postgresql.rollbacks", "{transaction}"),
  tup_returned: counter("postgresql.tup_returned", "{row}"),
  tup_fetched: counter("postgresql.tup_fetched", "{row}"),
  temp_bytes: counter("postgresql.temp.io", "By"),
  deadlocks: counter("postgresql.deadlocks", "{deadlock}"),
  numbackends: { metric: "postgresql.backends", unit: "{connection}", kind: "gauge" },
  size: { metric: "postgresql.db_size", unit: "By", kind: "gauge" },
};
const BLOCKS: Record<string, FieldMeaning> = Object.fromEntries(
  ["heap", "idx", "toast", "tidx"].flatMap((source) =>
    ["hit", "read"].map((kind) => [
      `${source}_${kind}`,
      counter("postgresql.blocks_read", "{block}", { source: `${source}_${kind}` }),
    ]),
  ),
);

/**
 * Reads the buffer and index caches of one PostgreSQL database as an onlooker: statistics views alone. Rejects when it
 * does not answer; what its user may not read is noted.
 */
export async function readPostgres(client: Client): Promise<PostgresReport> {
  const notes: string[] = [];
  const unlessRefused = <T>(work: Promise<T>, instead: T): Promise<T> =>
    work.catch((error: unknown) => {
      notes.push(`${toError(error).message}.`);
      return instead;
    });
  const [database, version, since] = await readDatabase(client);
  const blocks = await unlessRefused(readBlocks(client, database), []);
  const tables = await unlessRefused(readTables(client), []);
  const statements = await unlessRefused(readStatements(client), null);
  if (statements === null && notes.length === 0) {
    notes.push("The extension pg_stat_statements is not there: create it to see which statements cost most.");
  }
  const points = [...pointsOf(database, DATABASE, labelsOf(database)), ...blocks];
  return { points, countsSince: since, version, tables, statements, notes };
}

type Fields = Map<string, string>;
const labelsOf = (database: Fields) => ({ "postgresql.database.name": database.get("datname") ?? "" });

async function readDatabase(client: Client): Promise<[Fields, string, number | null]> {
  const [row] = await rows(
    client,
    `SELECT d.*, pg_database_size(d.datid) AS size, current_setting('server_version') AS server_version,
       extract(epoch FROM coalesce(d.stats_reset, pg_postmaster_start_time())) * 1000 AS since
     FROM pg_stat_database d WHERE d.datname = current_database()`,
  );
  const fields = row ?? new Map<string, string>();
  const since = Number(fields.get("since") ?? Number.NaN);
  return [fields, `postgresql ${fields.get("server_version") ?? ""}`.trim(), Number.isFinite(since) ? since : null];
}

/** Of all tables together: a series a table would be as many as an app has partitions. */
async function readBlocks(client: Client, database: Fields): Promise<WatchedPoint[]> {
  const sums = Object.keys(BLOCKS).map((field) => {
    const [source = "", kind = ""] = field.split("_");
    return `sum(${source}_blks_${kind}) AS ${field}`;
  });
  const [row] = await rows(client, `SELECT ${sums.join(", ")} FROM pg_statio_user_tables`);
  return row ? pointsOf(row, BLOCKS, labelsOf(database)) : [];
}

async function readTables(client: Client): Promise<PostgresReport["tables"]> {
  const found = await rows(
    client,
    `SELECT schemaname || '.' || relname AS name, heap_blks_hit AS hit, heap_blks_read AS read,
       coalesce(idx_blks_hit, 0) AS idx_hit, coalesce(idx_blks_read, 0) AS idx_read, pg_total_relation_size(relid) AS bytes
     FROM pg_statio_user_tables ORDER BY heap_blks_read + coalesce(idx_blks_read, 0) DESC LIMIT ${MOST_ROWS}`,
  );
  return found.map((row) => ({
    table: row.get("name") ?? "",
    blocksRead: numberOf(row, "read") + numberOf(row, "idx_read"),
    hitRatio: ratio(numberOf(row, "hit"), numberOf(row, "read")),
    indexHitRatio: ratio(numberOf(row, "idx_hit"), numberOf(row, "idx_read")),
    bytes: numberOf(row, "bytes"),
  }));
}

async function readStatements(client: Client): Promise<PostgresReport["statements"]> {
  const [extension] = await rows(
    client,
    "SELECT extnamespace::regnamespace AS schema FROM pg_extension WHERE extname = 'pg_stat_statements'",
  );
  if (!extension) return null;
  const view = `${extension.get("schema") ?? "public"}.pg_stat_statements`;
  const found = await rows(
    client,
    `SELECT left(query, ${LONGEST_QUERY}) AS query, calls, total_exec_time AS total, mean_exec_time AS mean, rows,
       shared_blks_hit AS hit, shared_blks_read AS read
     FROM ${view} WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     ORDER BY total_exec_time DESC LIMIT ${MOST_ROWS}`,
  );
  return found.map((row) => ({
    query: row.get("query") ?? "",
    calls: numberOf(row, "calls"),
    totalMs: numberOf(row, "total"),
    meanMs: numberOf(row, "mean"),
    rows: numberOf(row, "rows"),
    hitRatio: ratio(numberOf(row, "hit"), numberOf(row, "read")),
  }));
}

const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** Each row's fields as text; those that are null are absent. */
async function rows(client: Client, sql: string): Promise<Fields[]> {
  const result = await client.query<Record<string, string | null>>({ text: sql, types: AS_TEXT });
  return result.rows.map(
    (row) => new Map(Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))),
  );
}

const numberOf = (row: Fields, field: string): number => Number(row.get(field) ?? 0);
const ratio = (hits: number, reads: number): number | null => (hits + reads === 0 ? null : hits / (hits + reads));
