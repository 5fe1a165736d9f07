import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { AppError } from "@plimsoll/core";
import { Client } from "pg";
import { createSchemaEngine, NO_FILTERS } from "./schema-engine.ts";

/** Any fixed number will do: processes that migrate the same database wait for one another on it. */
const ADVISORY_LOCK = 7_405_691_173;

/** Folder of the migrations, found through the package so that bundled apps find it too. */
function migrationsFolder(): string {
  const manifest = createRequire(import.meta.url).resolve("@plimsoll/db/package.json");
  return join(dirname(manifest), "prisma", "migrations");
}

async function listMigrations(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function listApplied(client: Client): Promise<string[]> {
  const exists = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present");
  if (!exists.rows[0].present) return [];
  const sql = "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL";
  return (await client.query(sql)).rows.map((row) => String(row.migration_name));
}

async function applyAll(databaseUrl: string, folder: string, names: string[]): Promise<string[]> {
  const engine = await createSchemaEngine(databaseUrl);
  const migrationDirectories = await Promise.all(
    names.map(async (path) => {
      const value = await readFile(join(folder, path, "migration.sql"), "utf8");
      return { path, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value } } };
    }),
  );
  const content = await readFile(join(folder, "migration_lock.toml"), "utf8");
  const lockfile = { path: "migration_lock.toml", content };
  const migrationsList = { baseDir: folder, lockfile, shadowDbInitScript: "", migrationDirectories };
  try {
    const result = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return result.appliedMigrationNames;
  } finally {
    engine.free();
  }
}

/**
 * Brings the PostgreSQL schema up to this version of the code and returns the names of the migrations it applied.
 * Safe to call from several processes at once: one works, the others wait. Throws AppError CONFLICT when the database
 * was migrated by a newer version, and UNAVAILABLE when it cannot be reached.
 */
export async function migrateDatabase(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect().catch((cause: unknown) => {
    throw new AppError("UNAVAILABLE", "PostgreSQL cannot be reached; check DATABASE_URL.", { cause });
  });
  try {
    await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
    const folder = migrationsFolder();
    const known = await listMigrations(folder);
    const applied = await listApplied(client);
    const unknown = applied.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      const newest = known.at(-1) ?? "none";
      const message = `The database was migrated by a newer version of Plimsoll (${unknown.join(", ")}); this version knows up to ${newest}. Start the newer version, or restore a backup made before it.`;
      throw new AppError("CONFLICT", message);
    }
    if (known.every((name) => applied.includes(name))) return [];
    return await applyAll(databaseUrl, folder, known);
  } finally {
    await client.end();
  }
}
