import { createClient, type ClickHouseClient } from "@clickhouse/client";
import { AppError } from "@plimsoll/core";
import { parseStoreUrl } from "./connection.ts";
import { toStoreError } from "./errors.ts";
import { MIGRATIONS, type Migration } from "./migrations/index.ts";
import { createTable, localTable, onCluster, quoteName, ttlExpression, type DdlTarget } from "./schema/ddl.ts";
import { TABLES } from "./schema/all-tables.ts";
import type { TableDefinition } from "./schema/tables.ts";
import { DATABASE } from "./spans-columns.ts";

export interface MigrateOptions extends DdlTarget {
  url: string;
  /** Told of each step that is taken. */
  log?: (message: string) => void;
}

const VERSIONS: TableDefinition = {
  name: "schema_versions",
  columns: ["version UInt32", "name String", "applied_at DateTime('UTC') DEFAULT now('UTC')"],
  engine: "ReplacingMergeTree",
  orderBy: "version",
  settings: {},
  shardBy: "version",
};

/**
 * Brings the schema to this code's version and the retention to the configured days. Returns the versions before and
 * after. Safe from several processes at once: ClickHouse has no locks, so every statement can be repeated, two
 * processes that race take the same steps and record the same version, and a step cut off half-way is taken again.
 *
 * Throws CONFLICT when the schema is newer than this code, UNAVAILABLE when the store cannot be reached.
 */
export async function migrateTelemetry(
  options: MigrateOptions,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<{ from: number; to: number }> {
  const { origin, username, password } = parseStoreUrl(options.url);
  const client = createClient({
    url: origin,
    username,
    password,
    application: "plimsoll",
    request_timeout: 120_000,
    // On a cluster, a statement returns when every server has done it.
    ...(options.cluster && { clickhouse_settings: { distributed_ddl_task_timeout: "110" } }),
    log: { level: 127 },
  });
  try {
    return await migrate(client, options, migrations);
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await client.close();
  }
}

async function migrate(client: ClickHouseClient, options: MigrateOptions, migrations: readonly Migration[]) {
  const log = options.log ?? (() => undefined);
  const known = Math.max(0, ...migrations.map((migration) => migration.version));
  await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${quoteName(DATABASE)}${onCluster(options)}` });
  for (const query of createTable(VERSIONS, options)) await client.command({ query });
  const current = await readVersion(client);
  if (current > known) {
    throw new AppError(
      "CONFLICT",
      `The telemetry store has schema version ${current}, but this release of Plimsoll knows versions up to ${known}. ` +
        "Start the newer release that wrote it, or point CLICKHOUSE_URL at another store.",
    );
  }
  for (const migration of migrations.filter((item) => item.version > current)) {
    log(`telemetry schema: version ${migration.version} (${migration.name})`);
    for (const query of migration.statements(options)) await client.command({ query });
    await client.command({
      query: `INSERT INTO ${DATABASE}.schema_versions (version, name) VALUES ({version:UInt32}, {name:String})`,
      query_params: { version: migration.version, name: migration.name },
    });
  }
  await applyRetention(client, options, log);
  return { from: current, to: known };
}

async function readVersion(client: ClickHouseClient): Promise<number> {
  const result = await client.query({
    query: `SELECT max(version) AS version FROM ${DATABASE}.schema_versions`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ version: number }>();
  return Number(row?.version ?? 0);
}

/** Changes the TTL of the tables where it is another than configured; only metadata of parts is rewritten. */
async function applyRetention(client: ClickHouseClient, options: MigrateOptions, log: (message: string) => void) {
  const result = await client.query({
    query: "SELECT name, create_table_query AS ddl FROM system.tables WHERE database = {database:String}",
    query_params: { database: DATABASE },
    format: "JSONEachRow",
  });
  const definitions = new Map((await result.json<{ name: string; ddl: string }>()).map((row) => [row.name, row.ddl]));
  for (const definition of TABLES) {
    const ttl = ttlExpression(definition, options);
    const ddl = definitions.get(options.cluster ? `${definition.name}_local` : definition.name);
    if (!ttl || ddl === undefined || ddl.includes(`TTL ${ttl}`)) continue;
    log(`telemetry retention: ${definition.name} keeps ${ttl}`);
    await client.command({
      query: `ALTER TABLE ${localTable(definition.name, options)}${onCluster(options)} MODIFY TTL ${ttl}`,
    });
  }
}
