import { readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestStores, startTestStores } from "../testing/test-stores.ts";
import { rawRequest } from "../testing/raw-request.ts";
import { waitUntil } from "../testing/wait-until.ts";

let stores: TestStores;
let client: ClickHouseClient;

beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
  client = createClient({ url: stores.clickhouseUrl, log: { level: 127 } });
});

afterAll(async () => {
  await client.close();
  await stores.stop();
});

const ask = async (query: string, body?: string | Uint8Array, params: Record<string, string> = {}) =>
  await rawRequest(stores.clickhouseUrl, { query, ...params }, body === undefined ? {} : { body });

const text = async (query: string) => (await ask(query)).text.trim();

const COLUMNS =
  "id UInt64, name LowCardinality(String), tags Map(LowCardinality(String), String), raw String DEFAULT concat('r', toString(id))";

async function createTable(name: string): Promise<void> {
  const query = `CREATE TABLE ${name} (${COLUMNS}) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100`;
  await client.command({ query });
}

const generate = async (rows: number, format: string): Promise<Buffer> => {
  const select = "number AS id, toLowCardinality(concat('n', toString(number % 50))) AS name";
  const tags = "CAST(map('k', toString(number), 'l', '\\n\\n;'), 'Map(LowCardinality(String), String)') AS tags";
  const raw = "concat(char(0, 10, 13, 59), toString(number)) AS raw";
  return (await ask(`SELECT ${select}, ${tags}, ${raw} FROM numbers(${rows}) FORMAT ${format}`)).body;
};

it.each(["Native", "RowBinary", "JSONEachRow", "CSV", "TabSeparated", "Parquet"])(
  "stores %s bytes as they are",
  async (format) => {
    await createTable(`bytes_${format}`);
    const body = await generate(1000, format);
    const answer = await ask(`INSERT INTO bytes_${format} FORMAT ${format}`, body);
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(JSON.parse(String(answer.headers["x-clickhouse-summary"]))).toMatchObject({ written_rows: "1000" });
    const back = await ask(`SELECT * FROM bytes_${format} ORDER BY id FORMAT ${format}`);
    if (format !== "Parquet") expect(back.body.equals(body)).toBe(true);
    expect(
      await text(
        `SELECT sum(cityHash64(id, raw)) = (SELECT sum(cityHash64(number, concat(char(0, 10, 13, 59), toString(number)))) FROM numbers(1000)) FROM bytes_${format}`,
      ),
    ).toBe("1");
  },
);

it("makes one block, so one part, of a million rows", async () => {
  await createTable("big");
  const body = await generate(1_000_000, "Native");
  expect((await ask("INSERT INTO big FORMAT Native", body)).status).toBe(200);
  expect(await text("SELECT rows FROM system.parts WHERE table = 'big' ORDER BY level, name LIMIT 2")).toBe("1000000");
  expect((await ask("INSERT INTO big FORMAT RowBinary", await generate(300_000, "RowBinary"))).status).toBe(200);
  expect(await text("SELECT count() FROM system.parts WHERE table = 'big' AND level = 0")).toBe("2");
});

it("stores nothing of an insert that is broken in the middle", async () => {
  await createTable("broken");
  const body = await generate(200_000, "Native");
  const cut = await ask("INSERT INTO broken FORMAT Native", body.subarray(0, body.length - 3));
  expect([cut.status >= 400, cut.headers["x-clickhouse-exception-code"] !== undefined]).toEqual([true, true]);
  expect((await ask("INSERT INTO broken FORMAT JSONEachRow", '{"id":1}\n{"id":"x"}\n')).status).toBe(400);
  expect((await ask("INSERT INTO missing FORMAT Native", body)).status).toBe(404);
  expect((await ask("INSERT INTO broken FORMAT NoSuchFormat", body)).headers["x-clickhouse-exception-code"]).toBe("73");
  expect(await text("SELECT count() FROM broken")).toBe("0");
});

it("stores a block once for one deduplication token, also in a materialized view", async () => {
  await createTable("once");
  await client.command({
    query:
      "CREATE MATERIALIZED VIEW once_view (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100 AS SELECT count() AS n FROM once",
  });
  const body = await generate(500, "Native");
  const settings = { deduplicate_blocks_in_dependent_materialized_views: "1", async_insert: "0" };
  for (const token of ["a", "a", "b"]) {
    const answer = await ask("INSERT INTO once FORMAT Native", body, {
      ...settings,
      insert_deduplication_token: token,
    });
    expect(answer.text).toBe("");
  }
  const clause = await ask("INSERT INTO once SETTINGS insert_deduplication_token = 'b' FORMAT Native", body);
  expect(clause.status).toBe(200);
  expect(await text("SELECT count() FROM once")).toBe("1000");
  expect(await text("SELECT sum(n) FROM once_view")).toBe("1000");
});

it("fills columns that are not given, and matches Native columns by name", async () => {
  await createTable("partial");
  await client.insert({ table: "partial", values: [{ id: 1 }, { id: 2, raw: "given" }], format: "JSONEachRow" });
  await client.insert({
    table: "partial",
    columns: ["raw", "id"],
    values: [{ id: 3, raw: "three" }],
    format: "JSONEachRow",
  });
  const swapped = await ask("SELECT 'four' AS raw, toUInt64(4) AS id FORMAT Native");
  expect((await ask("INSERT INTO partial (id, raw) FORMAT Native", swapped.body)).text).toBe("");
  expect(await text("SELECT groupArray((id, raw)) FROM (SELECT * FROM partial ORDER BY id)")).toBe(
    "[(1,'r1'),(2,'given'),(3,'three'),(4,'four')]",
  );
});

it("takes the whole statement in the body, with text, binary and VALUES", async () => {
  await createTable("whole");
  await client.command({ query: "INSERT INTO whole (id, raw) VALUES (1, concat('a', 'b')), (2, 'c;\nd')" });
  const binary = Buffer.concat([
    Buffer.from("INSERT INTO whole (id) FORMAT RowBinary\n"),
    Buffer.from([10, 10, 0, 0, 0, 0, 0, 0]),
  ]);
  const answer = await rawRequest(stores.clickhouseUrl, {}, { body: binary });
  expect(answer.text).toBe("");
  await ask('INSERT INTO whole FORMAT JSONEachRow {"id":3}\n{"id":4}');
  await client.command({ query: "INSERT INTO whole (id) SELECT 5" });
  expect(await text("SELECT groupArray(id) FROM (SELECT id FROM whole ORDER BY id)")).toBe("[1,2,3,4,5,2570]");
  expect((await ask("INSERT INTO whole FORMAT Native", "")).status).toBe(200);
});

it("forgets the body of a client that leaves while sending, and keeps no file", async () => {
  await createTable("leaver");
  const url = new URL(stores.clickhouseUrl);
  const path = `/?${new URLSearchParams({ query: "INSERT INTO leaver FORMAT JSONEachRow" }).toString()}`;
  const headers = { "content-length": "100000000" };
  const auth = `${url.username}:${url.password}`;
  const outgoing = request({ agent: false, host: url.hostname, port: url.port, method: "POST", path, auth, headers });
  const closed = new Promise<void>((resolve) => {
    outgoing.on("error", () => resolve());
    outgoing.on("close", () => resolve());
  });
  const openFiles = () => readdirSync(`/proc/${stores.pid("clickhouse")}/fd`).length;
  const before = openFiles();
  outgoing.write('{"id":1}\n'.repeat(300_000));
  // Its socket and, where files have no names, the spooled body.
  await waitUntil(() => openFiles() >= before + 2);
  outgoing.destroy();
  await closed;
  await waitUntil(() => openFiles() <= before);
  expect(readdirSync(join(stores.folder, "clickhouse", "insert-bodies"))).toEqual([]);
  expect(await text("SELECT count() FROM leaver")).toBe("0");
});
