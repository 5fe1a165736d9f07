import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createTelemetryClient,
  labelOperations,
  loadTraceTimes,
  migrateTelemetry,
  type TelemetryClient,
} from "../index.ts";
import { command, insertSpans, type TestSpan } from "../testing/insert-spans.ts";

let stores: TestStores;
let client: TelemetryClient;
beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
  await migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 14, rollupRetentionDays: 90 });
  client = createTelemetryClient({ url: stores.clickhouseUrl, queryTimeoutMs: 20_000, maxMemoryBytes: 500_000_000 });
});
afterAll(async () => {
  await client?.close();
  await stores?.stop();
});

const start = Date.now() - 600_000;
const range = { from: new Date(start - 60_000).toISOString(), to: new Date(start + 60_000).toISOString() };
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
const nanos = (ms: number) => BigInt(start) * 1_000_000n + BigInt(Math.round(ms * 1e6));

/** A request of 100 ms to the shop with a query of 60 ms, below a generator's span that is not stored. */
function request(traceId: string, number: number, more: Partial<TestSpan> = {}, query = 60): TestSpan[] {
  const id = (part: number) => hex(number * 10 + part, 16);
  const at = number * 10;
  return [
    { ts: nanos(at), traceId, spanId: id(1), parentSpanId: id(9), durationMs: 100, name: "GET /orders", ...more },
    {
      ts: nanos(at + 10),
      traceId,
      spanId: id(2),
      parentSpanId: id(1),
      durationMs: query,
      name: "pg.query:SELECT shop",
      kind: 3,
      strings: { "db.system.name": "postgresql", "db.query.text": `SELECT id FROM orders WHERE id = ${number}` },
    },
  ];
}

describe("where the time of requests went", () => {
  it("is told by the ids of a run", async () => {
    const prefix = "00112233445566aa";
    await insertSpans(stores.clickhouseUrl, [
      ...request(prefix + hex(1, 16), 1),
      ...request(prefix + hex(2, 16), 2, {}, 80),
      ...request("00112233445566ab" + hex(1, 16), 3),
    ]);
    const { roots, operations } = await loadTraceTimes(client, { projectId: "default", ...range, prefix });
    const labels = labelOperations(operations);
    expect(roots.map(({ root, requests }) => ({ root, requests }))).toEqual([
      { root: { service: "shop", name: "GET /orders" }, requests: 2 },
    ]);
    const times = roots[0]?.operations.map((each) => ({ ...each, operation: labels.get(each.operation) }));
    expect(times).toHaveLength(2);
    expect(times).toContainEqual({
      operation: "GET /orders",
      selfMs: 60,
      spans: 2,
      exampleTraceId: prefix + hex(1, 16),
    });
    expect(times).toContainEqual({
      operation: "SELECT orders",
      selfMs: 140,
      spans: 2,
      exampleTraceId: prefix + hex(2, 16),
    });
  });

  it("is told below the same operations in other traffic, without load runs and what lies above", async () => {
    const project = "live";
    const own = { project };
    const gateway = {
      ...own,
      ts: nanos(0),
      traceId: hex(77, 32),
      spanId: hex(999, 16),
      service: "gateway",
      durationMs: 500,
    };
    const spans = [
      gateway,
      ...request(hex(77, 32), 4, { parentSpanId: gateway.spanId }),
      ...request(hex(78, 32), 5, { name: "GET /products" }),
    ].map((span) => ({ ...span, ...own }));
    await insertSpans(stores.clickhouseUrl, spans);
    const wanted = [{ service: "shop", name: "GET /orders" }];
    const { roots, operations } = await loadTraceTimes(client, { projectId: project, ...range, roots: wanted });
    expect(roots).toMatchObject([{ root: wanted[0], requests: 1 }]);
    const labels = labelOperations(operations);
    expect(roots[0]?.operations.map((each) => labels.get(each.operation)).sort()).toEqual([
      "GET /orders",
      "SELECT orders",
    ]);
    expect(await loadTraceTimes(client, { projectId: "none", ...range, roots: wanted })).toMatchObject({ roots: [] });
    expect(await loadTraceTimes(client, { projectId: project, ...range, roots: [] })).toMatchObject({ roots: [] });
  });

  it("is told by a sample of very many", async () => {
    const prefix = "ffeeddccbbaa9988";
    await insertSpans(stores.clickhouseUrl, [
      { ts: nanos(0), traceId: hex(1, 32), spanId: hex(1, 16), project: "many" },
    ]);
    await command(
      stores.clickhouseUrl,
      `INSERT INTO plimsoll.spans SELECT * EXCEPT (n) REPLACE ('default' AS project_id, toInt64(if(n % 2 = 0, 10, 30)) * 1000000 AS duration_ns,
  toFixedString(unhex(concat('${prefix}', leftPad(hex(n), 16, '0'))), 16) AS trace_id)
FROM (SELECT spans.*, number AS n FROM plimsoll.spans, numbers(5000) AS numbers WHERE project_id = 'many')`,
    );
    const { roots } = await loadTraceTimes(client, { projectId: "default", ...range, prefix });
    const [only] = roots;
    expect(only?.requests).toBeGreaterThan(1500);
    expect(only?.requests).toBeLessThan(1900);
    const mean = (only?.operations[0]?.selfMs ?? 0) / (only?.requests ?? 1);
    expect(mean).toBeGreaterThan(19);
    expect(mean).toBeLessThan(21);
  });
});
