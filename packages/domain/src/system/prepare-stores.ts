import { AppError, type Config } from "@plimsoll/core";
import { createDatabase, migrateDatabase } from "@plimsoll/db";
import { migrateTelemetry } from "@plimsoll/telemetry";
import { ensureDefaultProject } from "../platform.ts";

/** Brings both stores up to this version's schema; nothing to do when another process did it before. */
export async function prepareStores(config: Config): Promise<void> {
  const { DATABASE_URL, CLICKHOUSE_URL } = requireStoreUrls(config);
  await Promise.all([
    migrateDatabase(DATABASE_URL),
    migrateTelemetry({
      url: CLICKHOUSE_URL,
      retentionDays: config.PLIMSOLL_RETENTION_DAYS,
      rollupRetentionDays: config.PLIMSOLL_ROLLUP_RETENTION_DAYS,
      cluster: config.CLICKHOUSE_CLUSTER,
    }),
  ]);
  const db = createDatabase(DATABASE_URL, { poolSize: 1 });
  await ensureDefaultProject(db);
  await db.$disconnect();
}

/** The addresses of both stores. Throws BAD_REQUEST that names what is missing. */
export function requireStoreUrls(config: Config): { DATABASE_URL: string; CLICKHOUSE_URL: string } {
  const { DATABASE_URL, CLICKHOUSE_URL } = config;
  if (DATABASE_URL && CLICKHOUSE_URL) return { DATABASE_URL, CLICKHOUSE_URL };
  const missing = DATABASE_URL ? "CLICKHOUSE_URL" : "DATABASE_URL";
  throw new AppError(
    "BAD_REQUEST",
    `${missing} is not set. \`npm start\` sets it; a process started by hand needs it.`,
  );
}
