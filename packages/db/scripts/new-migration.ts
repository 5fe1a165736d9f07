// Writes the next migration: the difference between the schema as committed and as it is in the working tree.
// Usage: npm run new-migration -w @plimsoll/db -- NAME
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSchemaEngine, NO_FILTERS } from "../src/schema-engine.ts";

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error(
    "Give the migration a name of lower-case letters, digits and underscores: npm run new-migration -- add_alerts",
  );
  process.exit(2);
}
const folder = join(import.meta.dirname, "..", "prisma");
const schema = await readFile(join(folder, "schema.prisma"), "utf8");
const isFirst = (await readdir(join(folder, "migrations"))).every((entry) => !/^\d/.test(entry));
const before = isFirst
  ? null
  : execFileSync("git", ["show", "HEAD:packages/db/prisma/schema.prisma"], { encoding: "utf8" });

const databaseUrl = process.env["DATABASE_URL"];
if (!databaseUrl) {
  console.error("Set DATABASE_URL to any PostgreSQL: the engine asks for its version; nothing is written to it.");
  process.exit(2);
}
const engine = await createSchemaEngine(databaseUrl, schema);
const target = (content: string) => ({ tag: "schemaDatamodel" as const, files: [{ path: "schema.prisma", content }] });
const result = await engine.diff({
  from: before === null ? { tag: "empty" } : target(before),
  to: target(schema),
  script: true,
  exitCode: null,
  filters: NO_FILTERS,
});
const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const path = join(folder, "migrations", `${stamp}_${name}`);
await mkdir(path, { recursive: true });
await writeFile(join(path, "migration.sql"), result.stdout ?? "");
console.log(`wrote ${path}/migration.sql`);
