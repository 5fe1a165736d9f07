import { existsSync } from "node:fs";
import pg from "pg";
import { expect, it } from "vitest";
import { rawRequest } from "./raw-request.ts";
import { startTestStores } from "./test-stores.ts";

it("starts both stores, restarts them on the same URL and leaves nothing behind", async () => {
  const stores = await startTestStores();
  try {
    const client = new pg.Client({ connectionString: stores.databaseUrl });
    await client.connect();
    await client.query("CREATE TABLE t (a int)");
    await client.end();
    await rawRequest(stores.clickhouseUrl, { query: "CREATE DATABASE kept" });
    await stores.restart("clickhouse");
    const answer = await rawRequest(stores.clickhouseUrl, { query: "SELECT currentDatabase()", database: "kept" });
    expect(answer.text).toBe("kept\n");
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
