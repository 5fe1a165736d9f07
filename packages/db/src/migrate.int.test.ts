import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "./client.ts";
import { migrateDatabase } from "./migrate.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores({ postgres: true });
});
afterAll(() => stores.stop());

async function query(sql: string): Promise<void> {
  const client = new Client({ connectionString: stores.databaseUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe("migrateDatabase", () => {
  it("applies each migration once, however many start at the same time", async () => {
    const runs = await Promise.all(Array.from({ length: 5 }, () => migrateDatabase(stores.databaseUrl)));
    const applied = runs.flat();
    expect(applied.length).toBeGreaterThan(0);
    expect(new Set(applied).size).toBe(applied.length);
    expect(await migrateDatabase(stores.databaseUrl)).toEqual([]);
  });

  it("makes the tables that the client works with", async () => {
    const db = createDatabase(stores.databaseUrl);
    await db.project.create({ data: { id: "p", name: "P" } });
    expect(await db.project.findMany({ select: { name: true } })).toEqual([{ name: "P" }]);
    await db.$disconnect();
  });

  it("refuses a database of a newer version, naming both sides, and leaves it as it is", async () => {
    await query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
                 VALUES ('x', 'x', '99990101000000_from_the_future', now(), now(), 1)`);
    const refused = migrateDatabase(stores.databaseUrl);
    await expect(refused).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(refused).rejects.toThrow(/99990101000000_from_the_future.*knows up to \d{14}_/);
    await query("DELETE FROM _prisma_migrations WHERE id = 'x'");
    expect(await migrateDatabase(stores.databaseUrl)).toEqual([]);
  });

  it("says that the database cannot be reached", async () => {
    await expect(migrateDatabase("postgresql://u:p@127.0.0.1:1/none")).rejects.toMatchObject({
      code: "UNAVAILABLE",
      retryable: true,
    });
  });
});
