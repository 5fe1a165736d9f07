import { randomBytes } from "node:crypto";
import pg from "pg";

/**
 * Makes an empty database with a random name on a test store, PostgreSQL or ClickHouse by the URL's scheme, and answers
 * the URL that points to it. It goes away with the store.
 */
export async function createTestDatabase(storeUrl: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = new URL(storeUrl);
  if (url.protocol.startsWith("http")) await createInClickHouse(url, name);
  else await createInPostgres(storeUrl, name);
  url.pathname = `/${name}`;
  return url.toString();
}

async function createInClickHouse(url: URL, name: string): Promise<void> {
  const response = await fetch(new URL("/", url.origin), {
    method: "POST",
    body: `CREATE DATABASE ${name}`,
    headers: {
      "x-clickhouse-user": decodeURIComponent(url.username),
      "x-clickhouse-key": decodeURIComponent(url.password),
    },
  });
  if (!response.ok) throw new Error(await response.text());
}

async function createInPostgres(storeUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: storeUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
}
