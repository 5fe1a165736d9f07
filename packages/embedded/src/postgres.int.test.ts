import pg from "pg";
import { expect, it } from "vitest";
import { startTestStores } from "./index.ts";

it("starts both", async () => {
  const t = performance.now();
  const stores = await startTestStores();
  console.log(performance.now() - t, stores.databaseUrl, stores.clickhouseUrl);
  const client = new pg.Client({ connectionString: stores.databaseUrl });
  await client.connect();
  console.log((await client.query("select version(), current_user")).rows);
  await client.end();
  const again = stores.databaseUrl;
  await stores.restart("postgres");
  expect(stores.databaseUrl).toBe(again);
  await stores.stop();
}, 30_000);
