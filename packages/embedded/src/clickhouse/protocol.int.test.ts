import { gunzipSync, gzipSync } from "node:zlib";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestStores, startTestStores } from "../testing/test-stores.ts";
import { rawRequest } from "../testing/raw-request.ts";

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

const rows = async <T>(query: string, params?: Record<string, unknown>): Promise<T[]> => {
  const result = await client.query({ query, format: "JSONEachRow", ...(params ? { query_params: params } : {}) });
  return await result.json<T>();
};

describe("the official client", () => {
  it("pings, with and without a query", async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
  });

  it("binds parameters of every shape, also ones that look like SQL", async () => {
    const hard = "a'b\\ \n\t; DROP TABLE x --  {y:String} ☃";
    const [row] = await rows<{ s: string; n: number; l: string[]; d: string; m: Record<string, number> }>(
      "SELECT {s:String} AS s, {n:UInt32} AS n, {l:Array(String)} AS l, {d:DateTime} AS d, {m:Map(String, UInt8)} AS m",
      { s: hard, n: 7, l: ["x'y", "z"], d: new Date("2026-01-02T03:04:05Z"), m: { k: 1 } },
    );
    expect(row).toEqual({ s: hard, n: 7, l: ["x'y", "z"], d: "2026-01-02 03:04:05", m: { k: 1 } });
    await expect(rows("SELECT {s:String}")).rejects.toMatchObject({ code: "456" });
  });

  it("keeps settings, parameters and the database of one query out of the next", async () => {
    const settings = { max_threads: 1, max_block_size: "777" };
    const query = "SELECT getSetting('max_threads') AS t, getSetting('max_block_size') AS b";
    const before = await rows(query);
    const changed = await client.query({ query, format: "JSONEachRow", clickhouse_settings: settings });
    expect(await changed.json()).toEqual([{ t: 1, b: 777 }]);
    await rows("SELECT {leak:String} AS leak", { leak: "x" });
    await Promise.all(Array.from({ length: 12 }, async () => expect(await rows(query)).toEqual(before)));
    await expect(rows("SELECT {leak:String}")).rejects.toMatchObject({ code: "456" });
    await client.command({ query: "CREATE DATABASE IF NOT EXISTS other" });
    await client.command({ query: "USE other" });
    expect(await rows("SELECT currentDatabase() AS d")).toEqual([{ d: "default" }]);
  });

  it("answers many parameterised queries at once, each with its own values", async () => {
    const answers = await Promise.all(
      Array.from(
        { length: 100 },
        async (_, i) => (await rows<{ v: number }>("SELECT {v:UInt32} AS v", { v: i }))[0]?.v,
      ),
    );
    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it("uses the database of the URL", async () => {
    await client.command({ query: "CREATE DATABASE IF NOT EXISTS `od``d`" });
    const url = new URL(stores.clickhouseUrl);
    const other = createClient({ url, database: "od`d" });
    const result = await other.query({ query: "SELECT currentDatabase() AS d", format: "JSONEachRow" });
    expect(await result.json()).toEqual([{ d: "od`d" }]);
    await other.close();
  });

  it("reports errors with code, type and text", async () => {
    await expect(rows("SELEC 1")).rejects.toMatchObject({ code: "62", type: "SYNTAX_ERROR" });
    await expect(rows("SELECT * FROM missing")).rejects.toMatchObject({ code: "60", type: "UNKNOWN_TABLE" });
    await expect(rows("SELECT throwIf(number = 3, 'so it is') FROM numbers(9)")).rejects.toMatchObject({ code: "395" });
    const setting = client.query({
      query: "SELECT 1",
      clickhouse_settings: { no_such_setting: 1 } as Record<string, number>,
    });
    await expect(setting).rejects.toMatchObject({ code: "115", type: "UNKNOWN_SETTING" });
  });

  it("streams results of row formats to the client", async () => {
    const result = await client.query({ query: "SELECT number FROM numbers(200000)", format: "JSONCompactEachRow" });
    let count = 0;
    for await (const chunk of result.stream()) count += chunk.length;
    expect(count).toBe(200_000);
  });

  it("compresses both ways when the client asks", async () => {
    const zipping = createClient({ url: stores.clickhouseUrl, compression: { request: true, response: true } });
    await zipping.command({ query: "CREATE TABLE zipped (s String) ENGINE = MergeTree ORDER BY s" });
    await zipping.insert({ table: "zipped", values: [{ s: "x".repeat(5000) }], format: "JSONEachRow" });
    const result = await zipping.query({ query: "SELECT s FROM zipped", format: "JSONEachRow" });
    expect(await result.json()).toEqual([{ s: "x".repeat(5000) }]);
    await zipping.close();
  });
});

describe("the HTTP protocol", () => {
  const ask = async (params: Record<string, string>, options?: Parameters<typeof rawRequest>[2]) =>
    await rawRequest(stores.clickhouseUrl, params, options);

  it("takes the query from the URL, from the body, and from both", async () => {
    expect((await ask({ query: "SELECT 1" })).text).toBe("1\n");
    expect((await ask({ query: "SELECT 2" }, { method: "GET" })).text).toBe("2\n");
    expect((await ask({}, { body: "SELECT 3, '☃'" })).text).toBe("3\t☃\n");
    expect((await ask({ query: "SELECT 4," }, { body: "5" })).text).toBe("4\t5\n");
    expect((await ask({}, { method: "GET" })).text).toBe("Ok.\n");
    expect((await ask({}, { method: "GET", path: "/ping" })).text).toBe("Ok.\n");
    expect((await ask({}, { path: "/elsewhere" })).status).toBe(404);
  });

  it("lets GET read only", async () => {
    const answer = await ask({ query: "CREATE TABLE made_by_get (a UInt8) ENGINE = Memory" }, { method: "GET" });
    expect([answer.status, answer.headers["x-clickhouse-exception-code"]]).toEqual([403, "164"]);
  });

  it("answers in every format byte for byte, and says which", async () => {
    const query = "SELECT number AS n, toString(number) AS s, char(0, 10, 255) AS raw FROM numbers(3)";
    const binary = await ask({ query: `${query} FORMAT RowBinary` });
    const row = (n: number) => Buffer.from([n, 0, 0, 0, 0, 0, 0, 0, 1, 48 + n, 3, 0, 10, 255]);
    expect(binary.body).toEqual(Buffer.concat([row(0), row(1), row(2)]));
    expect(binary.headers["x-clickhouse-format"]).toBe("RowBinary");
    for (const format of [
      "Native",
      "JSON",
      "JSONCompact",
      "CSVWithNames",
      "Parquet",
      "ArrowStream",
      "XML",
      "Markdown",
    ]) {
      const answer = await ask({ query, default_format: format });
      expect([answer.status, answer.headers["x-clickhouse-format"], answer.body.length > 20]).toEqual([
        200,
        format,
        true,
      ]);
    }
    expect((await ask({ query: "SELECT 1 AS a", default_format: "CSVWithNames" })).text).toBe('"a"\n1\n');
    expect((await ask({ query: "SELECT 1" }, { headers: { "x-clickhouse-format": "JSONEachRow" } })).text).toBe(
      '{"1":1}\n',
    );
  });

  it("says the query id and what was read, and tolerates the parameters of a full server", async () => {
    const answer = await ask({
      query: "SELECT number FROM numbers(10)",
      query_id: "my-query-1",
      session_id: "s",
      session_timeout: "60",
      wait_end_of_query: "1",
      send_progress_in_http_headers: "1",
      http_headers_progress_interval_ms: "100",
      cancel_http_readonly_queries_on_client_close: "1",
    });
    expect(answer.status).toBe(200);
    expect(answer.headers["x-clickhouse-query-id"]).toBe("my-query-1");
    expect(JSON.parse(String(answer.headers["x-clickhouse-summary"]))).toMatchObject({
      read_rows: "10",
      result_rows: "10",
    });
  });

  it.each([
    ["SELEC 1", 400, "62"],
    ["SELECT * FROM missing", 404, "60"],
    ["SELECT 1; SELECT 2", 400, "62"],
    ["SELECT 1 INTO OUTFILE 'x'", 501, "48"],
    ["SELECT sleepEachRow(0.2) FROM numbers(20) SETTINGS max_execution_time = 1, max_block_size = 1", 408, "159"],
    ["SELECT throwIf(1)", 500, "395"],
  ])("answers %s with its status and code", async (query, status, code) => {
    const answer = await ask({}, { body: query });
    expect([answer.status, answer.headers["x-clickhouse-exception-code"]]).toEqual([status, code]);
    expect(answer.text).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: [^]+ \\([A-Z_]+\\)\\n$`));
  });

  it("reads gzip bodies and writes gzip answers", async () => {
    const zipped = await ask({}, { body: gzipSync("SELECT 6"), headers: { "content-encoding": "gzip" } });
    expect(zipped.text).toBe("6\n");
    const answer = await ask(
      { query: "SELECT repeat('x', 1000)", enable_http_compression: "1" },
      { headers: { "accept-encoding": "gzip" } },
    );
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(answer.body).toString()).toBe(`${"x".repeat(1000)}\n`);
    const broken = await ask({}, { body: "no gzip", headers: { "content-encoding": "gzip" } });
    expect(broken.status).toBeGreaterThanOrEqual(400);
    expect(
      (await ask({}, { body: "x", headers: { "content-encoding": "zstd" } })).headers["x-clickhouse-exception-code"],
    ).toBe("89");
  });

  it("takes the password from Basic, from ClickHouse's headers and from the URL, and refuses all else", async () => {
    const { password } = new URL(stores.clickhouseUrl);
    const none = { authorization: "" };
    const query = "SELECT 1";
    const tries = [
      await ask({ query }),
      await ask({ query }, { headers: { ...none, "x-clickhouse-user": "default", "x-clickhouse-key": password } }),
      await ask({ query, user: "default", password }, { headers: none }),
      await ask({ query, user: "default", password: `${password}x` }, { headers: none }),
      await ask({ query, user: "root", password }, { headers: none }),
      await ask({ query }, { headers: none }),
      await ask({ query }, { headers: { "x-clickhouse-user": "default", "x-clickhouse-key": "" } }),
    ];
    expect(tries.map((answer) => answer.status)).toEqual([200, 200, 200, 403, 403, 403, 403]);
    expect(tries.at(-1)?.text).toContain("Code: 516. DB::Exception: default: Authentication failed");
  });
});
