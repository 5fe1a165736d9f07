import { existsSync } from "node:fs";
import pg from "pg";
import { expect, it } from "vitest";
import { createTestDatabase } from "./create-test-database.ts";
import { rawRequest } from "./raw-request.ts";
import { startTestStores } from "./test-stores.ts";

it("starts both stores, makes databases in them, restarts them on the same URL and leaves nothing behind", async () => {
  const stores = await startTestStores();
  try {
    const databaseUrl = await createTestDatabase(stores.databaseUrl);
    const clickhouseUrl = await createTestDatabase(stores.clickhouseUrl);
    const database = new URL(clickhouseUrl).pathname.slice(1);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query("CREATE TABLE t (a int)");
    await client.end();
    await stores.restart("clickhouse");
    const answer = await rawRequest(stores.clickhouseUrl, { query: "SELECT currentDatabase()", database });
    expect(answer.text).toBe(`${database}\n`);
  } finally {
    await stores.stop();
  }
  expect(existsSync(stores.folder)).toBe(false);
});

it("starts only what is asked for", async () => {
  const stores = await startTestStores({ postgres: true });
  expect([stores.clickhouseUrl, stores.pid("clickhouse")]).toEqual(["", 0]);
  await stores.stop();
});
