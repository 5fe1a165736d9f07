import { startTestStores, type TestStores } from "@plimsoll/embedded";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPostgres } from "./read-postgres.ts";

describe("a PostgreSQL that is watched", () => {
  let stores: TestStores;
  let client: pg.Client;
  beforeAll(async () => {
    stores = await startTestStores();
    client = new pg.Client({ connectionString: stores.databaseUrl });
    await client.connect();
    await client.query("CREATE TABLE goods (id int PRIMARY KEY, name text)");
    await client.query("INSERT INTO goods SELECT n, repeat('x', 200) FROM generate_series(1, 5000) n");
  });
  afterAll(async () => {
    await client?.end();
    await stores?.stop();
  });

  it("tells how much was found in its buffers, of tables and of indexes", async () => {
    for (let at = 0; at < 50; at += 1) await client.query("SELECT name FROM goods WHERE id = $1", [at * 100]);
    // Statistics of a session are put together with those of others at its end, or when they are asked to be.
    await client.query("SELECT pg_stat_force_next_flush()");
    const report = await readPostgres(client);
    expect(report.version).toMatch(/^postgresql \d/);
    expect(Math.abs((report.countsSince ?? 0) - Date.now())).toBeLessThan(3_600_000);
    const valueOf = (metric: string, source?: string) =>
      report.points.find((point) => point.metric === metric && (!source || point.labels["source"] === source))?.value;
    expect(valueOf("postgresql.blks_hit")).toBeGreaterThan(0);
    expect(valueOf("postgresql.db_size")).toBeGreaterThan(1_000_000);
    expect(valueOf("postgresql.blocks_read", "heap_hit")).toBeGreaterThan(50);
    expect(valueOf("postgresql.blocks_read", "idx_hit")).toBeGreaterThan(50);
    const [goods] = report.tables;
    expect(goods).toMatchObject({ table: "public.goods" });
    expect(goods?.hitRatio).toBeGreaterThan(0.9);
    expect(goods?.bytes).toBeGreaterThan(1_000_000);
  });

  it("says what is missing", async () => {
    const { statements, notes } = await readPostgres(client);
    expect(statements === null ? notes.join(" ") : statements[0]?.query).toMatch(/pg_stat_statements|SELECT/);
    await client.query("CREATE ROLE onlooker LOGIN PASSWORD 'secret'");
    const url = new URL(stores.databaseUrl);
    const user = { host: url.hostname, port: Number(url.port), database: url.pathname.slice(1) };
    const onlooker = new pg.Client({ ...user, user: "onlooker", password: "secret" });
    await onlooker.connect();
    try {
      const report = await readPostgres(onlooker);
      expect(report.points.length).toBeGreaterThan(5);
    } finally {
      await onlooker.end();
    }
  });
});
