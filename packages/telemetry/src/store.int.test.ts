import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { createClient } from "@clickhouse/client";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createSpanWriter,
  createTelemetryClient,
  getTraceOutline,
  getTraceSpans,
  listServices,
  migrateTelemetry,
  ping,
  SPANS_COLUMNS,
  storeStatistics,
} from "./index.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { command, insertSpans, spanId, traceId } from "./testing/insert-spans.ts";

const RETENTION = { retentionDays: 14, rollupRetentionDays: 90 };
let stores: TestStores;

beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
});
afterAll(async () => {
  await stores?.stop();
});

async function scalar(query: string): Promise<string> {
  const client = createClient({ url: stores.clickhouseUrl });
  try {
    return (await (await client.query({ query, format: "TabSeparatedRaw" })).text()).trim();
  } finally {
    await client.close();
  }
}

const open = (options: { queryTimeoutMs?: number; maxMemoryBytes?: number } = {}) =>
  createTelemetryClient({ url: stores.clickhouseUrl, queryTimeoutMs: 20_000, maxMemoryBytes: 500_000_000, ...options });

/** Migrates in a process of its own; its exit code. */
async function migrateInProcess(): Promise<number | null> {
  const index = fileURLToPath(new URL("./index.ts", import.meta.url));
  const script = `import { migrateTelemetry } from ${JSON.stringify(index)};
await migrateTelemetry({ url: process.env.STORE_URL, retentionDays: 14, rollupRetentionDays: 90 });`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    env: { ...process.env, STORE_URL: stores.clickhouseUrl },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

const LATEST = MIGRATIONS.length;

describe("migrations", () => {
  it("are safe from several processes at once, and a second run changes nothing", async () => {
    expect(await Promise.all([1, 2, 3, 4].map(migrateInProcess))).toEqual([0, 0, 0, 0]);
    expect(await migrateTelemetry({ url: stores.clickhouseUrl, ...RETENTION })).toEqual({ from: LATEST, to: LATEST });
    const columns = await scalar(
      "SELECT arrayStringConcat(groupArray(concat(name, ' ', type)), '|') FROM (SELECT name, type FROM system.columns WHERE database = 'plimsoll' AND table = 'spans' ORDER BY position)",
    );
    expect(columns.split("|")).toEqual(SPANS_COLUMNS.map((column) => `${column.name} ${column.type}`));
  });

  it("apply the configured retention and keep the data", async () => {
    await insertSpans(stores.clickhouseUrl, [
      { traceId: traceId(1), spanId: spanId(1), ts: BigInt(Date.now()) * 1_000_000n },
    ]);
    const told: string[] = [];
    await migrateTelemetry({
      url: stores.clickhouseUrl,
      retentionDays: 3,
      rollupRetentionDays: 90,
      log: (message) => told.push(message),
    });
    const changed = ["spans", "traces_index", "resources", "metric_points", "metric_exemplars"];
    expect(told.map((message) => /: (\w+) keeps/.exec(message)?.[1])).toEqual(changed);
    const client = open();
    expect((await storeStatistics(client)).retentionDays).toBe(3);
    await client.close();
    expect(await scalar("SELECT count() FROM plimsoll.spans")).toBe("1");
    await migrateTelemetry({ url: stores.clickhouseUrl, ...RETENTION });
  });

  it("drop what is older than the retention", async () => {
    const long = Math.floor(Date.now() / 1000) - 40 * 86_400;
    await insertSpans(stores.clickhouseUrl, [
      { traceId: traceId(2), spanId: spanId(2), ts: BigInt(long) * 1_000_000_000n, receivedAt: long },
    ]);
    await command(stores.clickhouseUrl, "OPTIMIZE TABLE plimsoll.spans FINAL");
    expect(await scalar(`SELECT count() FROM plimsoll.spans WHERE trace_id = unhex('${traceId(2)}')`)).toBe("0");
  });

  it("refuse a schema that is newer than the code", async () => {
    await command(
      stores.clickhouseUrl,
      "INSERT INTO plimsoll.schema_versions (version, name) VALUES (999, 'from the future')",
    );
    await expect(migrateTelemetry({ url: stores.clickhouseUrl, ...RETENTION })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(new RegExp(`version 999.*up to ${LATEST}\\b`)),
    });
    await command(
      stores.clickhouseUrl,
      "ALTER TABLE plimsoll.schema_versions DELETE WHERE version = 999 SETTINGS mutations_sync = 2",
    );
  });
});

describe("the writer", () => {
  async function nativeBlock(rows: number): Promise<Uint8Array> {
    const url = new URL(stores.clickhouseUrl);
    const headers = { authorization: `Basic ${btoa(`${url.username}:${url.password}`)}` };
    const zero = SPANS_COLUMNS.map(({ name, type }) => {
      if (name === "project_id") return "'written' AS project_id";
      if (name === "service") return "'writer' AS service";
      if (name === "ts") return "now64(9, 'UTC') AS ts";
      if (name === "received_at") return "now('UTC') AS received_at";
      if (name === "span_id") return "unhex(leftPad(hex(number), 16, '0')) AS span_id";
      return `defaultValueOfTypeName(${JSON.stringify(type).replaceAll("'", "\\'").replaceAll('"', "'")}) AS ${name}`;
    });
    const body = `SELECT ${SPANS_COLUMNS.map(({ name, type }, index) => `CAST(${zero[index]?.split(" AS ")[0]}, '${type.replaceAll("'", "\\'")}') AS ${name}`).join(", ")} FROM numbers(${rows}) FORMAT Native`;
    const response = await fetch(url.origin, { method: "POST", headers, body });
    if (!response.ok) throw new Error(await response.text());
    return new Uint8Array(await response.arrayBuffer());
  }
  const count = () => scalar("SELECT count() FROM plimsoll.spans WHERE project_id = 'written'");

  it("stores a block once, however often it is sent with the same token, roll-ups included", async () => {
    const block = await nativeBlock(100);
    const writer = createSpanWriter({ url: stores.clickhouseUrl });
    const half = Math.floor(block.byteLength / 2);
    const chunks = [block.subarray(0, half), block.subarray(half)];
    for (let time = 0; time < 3; time++) await writer.insert(chunks, { rows: 100, token: "a" });
    expect(await count()).toBe("100");
    expect(await scalar("SELECT sum(spans) FROM plimsoll.red_minute WHERE project_id = 'written'")).toBe("100");
    expect(await scalar("SELECT sum(spans) FROM plimsoll.red_hour WHERE project_id = 'written'")).toBe("100");
    expect(await scalar("SELECT sum(spans) FROM plimsoll.red_service WHERE project_id = 'written'")).toBe("100");
    await writer.insert(chunks, { rows: 100, token: "b" });
    expect(await count()).toBe("200");
    await writer.close();
  });

  it("says what is known about an insert that failed", async () => {
    const writer = createSpanWriter({ url: stores.clickhouseUrl });
    await expect(writer.insert([new Uint8Array([1, 2, 3])], { rows: 1, token: "c" })).rejects.toMatchObject({
      name: "SpanInsertError",
      outcome: "not-stored",
      retryable: false,
    });
    await writer.close();
    const nobody = createSpanWriter({ url: "http://default:x@127.0.0.1:1" });
    await expect(nobody.insert([new Uint8Array(3)], { rows: 1, token: "d" })).rejects.toMatchObject({
      outcome: "not-stored",
      retryable: true,
    });
    await nobody.close();
    const server = createServer((socket) => socket.once("data", () => socket.destroy()));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const cut = createSpanWriter({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` });
    await expect(cut.insert([new Uint8Array(3)], { rows: 1, token: "e" })).rejects.toMatchObject({
      outcome: "unknown",
      retryable: true,
    });
    await cut.close();
    server.close();
  });
});

describe("the client", () => {
  const heavy = "SELECT count() FROM (SELECT number AS a, toString(number) AS b FROM numbers(200000000) GROUP BY a, b)";

  it("stops a query that takes too long or too much, while inserts continue", async () => {
    const impatient = open({ queryTimeoutMs: 1_000 });
    const stopped = impatient.rows(heavy, (row) => row);
    const refused = expect(stopped).rejects.toMatchObject({ code: "TIMEOUT" });
    await insertSpans(stores.clickhouseUrl, [
      { traceId: traceId(9), spanId: spanId(9), ts: BigInt(Date.now()) * 1_000_000n },
    ]);
    await refused;
    await impatient.close();
    const small = open({ maxMemoryBytes: 20_000_000 });
    await expect(small.rows("SELECT groupArray(number) FROM numbers(100000000)", (row) => row)).rejects.toMatchObject({
      code: "TIMEOUT",
      retryable: false,
    });
    await small.close();
  });

  it("cancels a query with its signal, refuses writes, and shows no SQL in errors", async () => {
    const client = open();
    const controller = new AbortController();
    const query = client.rows(heavy, (row) => row, { signal: controller.signal });
    const cancelled = expect(query).rejects.toMatchObject({ code: "TIMEOUT", message: "The query was cancelled." });
    controller.abort();
    await cancelled;
    await expect(client.rows("DROP TABLE plimsoll.spans", (row) => row)).rejects.toMatchObject({ code: "INTERNAL" });
    await expect(client.rows("SELECT secret_column FROM plimsoll.spans", (row) => row)).rejects.toMatchObject({
      message: expect.not.stringContaining("secret_column"),
    });
    await client.close();
  });

  it("says UNAVAILABLE when the store is down", async () => {
    const client = createTelemetryClient({
      url: "http://default:x@127.0.0.1:1",
      queryTimeoutMs: 1_000,
      maxMemoryBytes: 1_000_000,
    });
    await expect(ping(client)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    await client.close();
  });

  it("reads a trace of 50,000 spans", async () => {
    const id = traceId(500);
    await command(
      stores.clickhouseUrl,
      `INSERT INTO plimsoll.spans (project_id, received_at, ts, duration_ns, trace_id, span_id, parent_span_id, service, name, kind, resource, scope, attr_str)
SELECT 'big', now('UTC'), now64(9, 'UTC') + toIntervalMicrosecond(number), 1000, unhex('${id}'), unhex(leftPad(hex(number + 1), 16, '0')),
  if(number = 0, toFixedString('', 8), unhex(leftPad(hex(intDiv(number, 3) + 1), 16, '0'))), 'svc', 'op', 1,
  '{"attributes":[],"droppedAttributesCount":0,"schemaUrl":""}', '{"name":"","version":"","attributes":[],"droppedAttributesCount":0,"schemaUrl":""}', map('k', toString(number)) FROM numbers(50000)`,
    );
    const client = open();
    const outline = await getTraceOutline(client, { projectId: "big", traceId: id, maxSpans: 100_000 });
    expect(outline?.spanId).toHaveLength(50_000);
    expect(outline?.start[1]).toBe(1000);
    const { spans, truncated } = await getTraceSpans(client, { projectId: "big", traceId: id, maxSpans: 5_000 });
    expect(spans).toHaveLength(5_000);
    expect(truncated).toBe(true);
    const now = Date.now();
    const services = await listServices(client, {
      projectId: "big",
      from: new Date(now - 60_000).toISOString(),
      to: new Date(now + 60_000).toISOString(),
    });
    expect(services.items[0]).toMatchObject({ name: "svc", requests: 1 });
    await client.close();
  });
});
