import { startTestStores, type TestStores } from "@plimsoll/embedded";
import type { AttributeFilter, SpanFilter } from "@plimsoll/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  attributeKeys,
  attributeValues,
  createTelemetryClient,
  findStoredSpans,
  getOverview,
  getService,
  getSpan,
  getTraceOutline,
  getTraceSpans,
  listServices,
  migrateTelemetry,
  ping,
  recentTraces,
  searchTraces,
  serviceMap,
  storeStatistics,
  traceFacets,
  traceHistogram,
  type TelemetryClient,
} from "./index.ts";
import { insertSpans, spanId, type TestSpan, traceId } from "./testing/insert-spans.ts";

const NOW = Math.floor(Date.now() / 60_000) * 60_000;
const at = (msAgo: number) => BigInt(NOW - msAgo) * 1_000_000n;
const range = { projectId: "default", from: new Date(NOW - 3_600_000).toISOString(), to: new Date(NOW).toISOString() };
const NASTY = "it's \"quoted\" \\ back\tslash\nline \u0000 nul ünï 🚢 {p:String} %' OR 1=1 --";

const stack = (type: string, message: string, place: string) =>
  JSON.stringify([
    {
      timeUnixNano: at(2_000_000).toString(),
      name: "exception",
      attributes: [
        { key: "exception.type", value: { stringValue: type } },
        { key: "exception.message", value: { stringValue: message } },
        {
          key: "exception.stacktrace",
          value: { stringValue: `${type}: ${message}\n    at ${place}\n    at main (/app/main.js:1:1)` },
        },
      ],
      droppedAttributesCount: 0,
    },
  ]);

/** Trace 1: shop → cart → database. Trace 2: an error. Trace 3: attributes of every type. Trace 4: nasty text. */
const SPANS: TestSpan[] = [
  {
    traceId: traceId(1),
    spanId: spanId(1),
    ts: at(1_000_000),
    durationMs: 100,
    name: "GET /cart",
    strings: { "http.route": "/cart/:id", code: "500" },
  },
  {
    traceId: traceId(1),
    spanId: spanId(2),
    parentSpanId: spanId(1),
    ts: at(999_990),
    durationMs: 60,
    kind: 3,
    name: "call cart",
    peer: "external|cart.internal",
  },
  {
    traceId: traceId(1),
    spanId: spanId(3),
    parentSpanId: spanId(2),
    ts: at(999_980),
    durationMs: 40,
    service: "cart",
    name: "read",
  },
  {
    traceId: traceId(1),
    spanId: spanId(4),
    parentSpanId: spanId(3),
    ts: at(999_975),
    durationMs: 30,
    service: "cart",
    kind: 3,
    name: "SELECT",
    peer: "database|postgresql/shop",
    strings: { "db.system.name": "postgresql", "db.query.text": "SELECT * FROM carts" },
  },
  {
    traceId: traceId(2),
    spanId: spanId(5),
    ts: at(2_000_000),
    durationMs: 900,
    name: "POST /pay",
    status: 2,
    statusMessage: "boom",
    exceptionType: "CardError",
    events: stack("CardError", 'declined "hard"', "charge (/app/pay.js:10:5)"),
    integers: { code: "500" },
  },
  {
    traceId: traceId(3),
    spanId: spanId(6),
    ts: at(3_000_000),
    durationMs: 5,
    name: "types",
    kind: 1,
    parentSpanId: spanId(99),
    strings: { plain: "text", __proto__x: "p" },
    integers: { big: "9223372036854775807", small: "42", code: "404" },
    doubles: { ratio: "0.25", whole: "3", nan: "nan", inf: "inf" },
    others: {
      yes: '{"boolValue":true}',
      raw: '{"bytesValue":"AQID"}',
      nothing: "{}",
      list: '{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"two"},{"doubleValue":2}]}}',
    },
  },
  { traceId: traceId(4), spanId: spanId(7), ts: at(60_000), name: NASTY, strings: { [NASTY]: NASTY } },
  { traceId: traceId(5), spanId: spanId(8), ts: at(30_000), project: "other", name: "hidden" },
  {
    traceId: traceId(6),
    spanId: spanId(9),
    ts: at(120_000),
    service: "cart",
    name: "tick",
    resource: [
      ["service.name", { stringValue: "cart" }],
      ["service.instance.id", { stringValue: "cart-7" }],
      ["zone", { stringValue: "north" }],
      ["cpus", { intValue: "8" }],
    ],
  },
];

let stores: TestStores;
let client: TelemetryClient;

beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
  await migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 14, rollupRetentionDays: 90 });
  client = createTelemetryClient({ url: stores.clickhouseUrl, queryTimeoutMs: 20_000, maxMemoryBytes: 500_000_000 });
  await insertSpans(stores.clickhouseUrl, SPANS);
  // Some arrive twice: reads must count each once.
  await insertSpans(stores.clickhouseUrl, SPANS.slice(0, 5));
});
afterAll(async () => {
  await client?.close();
  await stores?.stop();
});

const find = async (filter: SpanFilter) => {
  const { items } = await searchTraces(client, { ...range, filter, limit: 50 });
  return items.map((item) => Number.parseInt(item.traceId.replace(/^a+/, ""), 16)).sort();
};
const byAttribute = (key: string, op: AttributeFilter["op"], value?: string | number | boolean) =>
  find({ attributes: [value === undefined ? { key, op } : { key, op, value }] });

describe("searchTraces", () => {
  it("gives newest first, each span once, with its services and self times", async () => {
    const { items, nextCursor } = await searchTraces(client, { ...range, filter: {}, limit: 50 });
    expect(items.map((item) => item.traceId)).toEqual([4, 6, 1, 2, 3].map(traceId));
    expect(nextCursor).toBeNull();
    const trace = items[2];
    expect(trace).toMatchObject({
      rootService: "shop",
      rootOperation: "GET /cart",
      spanCount: 4,
      errorCount: 0,
      partial: false,
      durationMs: 100,
    });
    expect(trace?.startTime).toBe(new Date(NOW - 1_000_000).toISOString().replace("Z", "000000Z"));
    expect(trace?.services).toEqual([
      { name: "cart", spanCount: 2, selfTimeMs: 40 },
      { name: "shop", spanCount: 2, selfTimeMs: 60 },
    ]);
    expect(items[4]).toMatchObject({ partial: true, rootOperation: "types" });
  });

  it("pages without giving a trace twice", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page++) {
      const result = await searchTraces(client, { ...range, filter: {}, limit: 2, cursor });
      seen.push(...result.items.map((item) => item.traceId));
      if (!result.nextCursor) break;
      cursor = result.nextCursor;
    }
    expect(seen).toEqual([4, 6, 1, 2, 3].map(traceId));
    await expect(searchTraces(client, { ...range, filter: {}, limit: 2, cursor: "x" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  it("counts spans far from the one that was found, also of times before 1970", async () => {
    const project = "far";
    const spans = [
      { traceId: traceId(70), spanId: spanId(70), ts: at(1_000_000) },
      { traceId: traceId(70), spanId: spanId(71), parentSpanId: spanId(70), ts: at(2_800_000), status: 2 },
      { traceId: traceId(71), spanId: spanId(72), ts: at(1_100_000) },
      { traceId: traceId(71), spanId: spanId(73), parentSpanId: spanId(72), ts: -86_400_000_000_000n },
    ];
    await insertSpans(
      stores.clickhouseUrl,
      spans.map((span) => ({ ...span, project })),
    );
    const near = { ...range, projectId: project, from: new Date(NOW - 1_500_000).toISOString() };
    const { items } = await searchTraces(client, { ...near, filter: {}, limit: 10 });
    expect(items.map((item) => [item.traceId, item.spanCount, item.errorCount])).toEqual([
      [traceId(70), 2, 1],
      [traceId(71), 2, 0],
    ]);
    for (const id of [70, 71]) {
      const trace = { projectId: project, traceId: traceId(id), maxSpans: 100 };
      expect((await getTraceSpans(client, trace)).spans).toHaveLength(2);
      expect((await getTraceOutline(client, trace))?.spanId).toHaveLength(2);
    }
  });

  it("filters by fields and their negations", async () => {
    expect(await find({ service: "cart" })).toEqual([1, 6]);
    expect(await find({ operation: "POST /pay" })).toEqual([2]);
    expect(await find({ status: "error" })).toEqual([2]);
    expect(await find({ kind: "internal" })).toEqual([3]);
    expect(await find({ minDurationMs: 50, maxDurationMs: 100 })).toEqual([1]);
    expect(await find({ traceId: traceId(2) })).toEqual([2]);
    expect(await find({ not: { service: ["shop"] } })).toEqual([1, 6]);
    expect(await find({ not: { status: ["unset"], kind: ["client"], operation: ["x"] } })).toEqual([2]);
    expect(await find({ operation: NASTY })).toEqual([4]);
  });

  it("compares attributes by type", async () => {
    expect(await byAttribute("code", "=", 500)).toEqual([1, 2]);
    expect(await byAttribute("code", "=", "500")).toEqual([1, 2]);
    expect(await byAttribute("code", ">=", 500)).toEqual([1, 2]);
    expect(await byAttribute("code", "<", 500)).toEqual([3]);
    expect(await byAttribute("big", "=", "9223372036854775807")).toEqual([3]);
    expect(await byAttribute("ratio", "=", 0.25)).toEqual([3]);
    expect(await byAttribute("whole", "=", 3)).toEqual([3]);
    expect(await byAttribute("yes", "=", true)).toEqual([3]);
    expect(await byAttribute("yes", "=", "true")).toEqual([3]);
    expect(await byAttribute("yes", "=", false)).toEqual([]);
    expect(await byAttribute("raw", "=", "AQID")).toEqual([3]);
    expect(await byAttribute("list", "contains", "TWO")).toEqual([3]);
    expect(await byAttribute("plain", "contains", "EX")).toEqual([3]);
    expect(await byAttribute("nothing", "exists")).toEqual([3]);
    expect(await byAttribute("absent", "exists")).toEqual([]);
    expect(await byAttribute("absent", "=", "")).toEqual([]);
    expect(await byAttribute("plain", "!=", "text")).toEqual([1, 2, 4, 6]);
    expect(await byAttribute(NASTY, "=", NASTY)).toEqual([4]);
    await expect(byAttribute("code", ">", "many")).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("looks at resources, alone with the prefix and beside the span without", async () => {
    expect(await byAttribute("resource.zone", "=", "north")).toEqual([6]);
    expect(await byAttribute("zone", "=", "north")).toEqual([6]);
    expect(await byAttribute("zone", "contains", "NOR")).toEqual([6]);
    expect(await byAttribute("resource.cpus", ">=", 8)).toEqual([6]);
    expect(await byAttribute("resource.cpus", "=", 8)).toEqual([6]);
    expect(await byAttribute("resource.plain", "exists")).toEqual([]);
    expect(await byAttribute("resource.service.name", "!=", "shop")).toEqual([1, 6]);
  });
});

describe("one trace", () => {
  it("comes back whole, with every type of attribute", async () => {
    const { spans, truncated } = await getTraceSpans(client, {
      projectId: "default",
      traceId: traceId(3),
      maxSpans: 10,
    });
    expect(truncated).toBe(false);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      parentSpanId: spanId(99),
      startTimeUnixNano: at(3_000_000).toString(),
      durationNano: "5000000",
      kind: "internal",
      attributes: {
        plain: "text",
        big: "9223372036854775807",
        small: 42,
        ratio: 0.25,
        whole: 3,
        nan: "NaN",
        inf: "Infinity",
        yes: true,
        raw: "AQID",
        nothing: null,
        list: [1, "two", 2],
      },
      attributeTypes: {
        big: "int",
        whole: "double",
        nan: "double",
        inf: "double",
        raw: "bytes",
        nothing: "empty",
        list: { array: [null, null, "double"] },
      },
      resource: { attributes: { "service.name": "shop" }, droppedAttributesCount: 0, schemaUrl: "" },
      scope: { name: "test", version: "1" },
    });
  });

  it("is cut to the earliest spans and has each once", async () => {
    const all = await getTraceSpans(client, { projectId: "default", traceId: traceId(1), maxSpans: 10 });
    expect(all.spans.map((span) => span.spanId)).toEqual([1, 2, 3, 4].map(spanId));
    const cut = await getTraceSpans(client, { projectId: "default", traceId: traceId(1), maxSpans: 2 });
    expect(cut).toMatchObject({
      truncated: true,
      spans: [{ spanId: spanId(1), parentSpanId: null }, { spanId: spanId(2) }],
    });
    const other = await getTraceSpans(client, { projectId: "other", traceId: traceId(1), maxSpans: 10 });
    expect(other.spans).toEqual([]);
  });

  it("has an outline and single spans", async () => {
    const outline = await getTraceOutline(client, { projectId: "default", traceId: traceId(2), maxSpans: 10 });
    expect(outline).toMatchObject({
      services: ["shop"],
      operations: ["POST /pay"],
      spanId: [spanId(5)],
      parentSpanId: [""],
      status: [2],
      start: [0],
      duration: [900_000_000],
      events: { 0: [[0, "exception"]] },
    });
    expect(await getTraceOutline(client, { projectId: "default", traceId: traceId(77), maxSpans: 10 })).toBeNull();
    const span = await getSpan(client, { projectId: "default", traceId: traceId(2), spanId: spanId(5) });
    expect(span?.events[0]?.attributes["exception.message"]).toBe('declined "hard"');
    expect(await getSpan(client, { projectId: "default", traceId: traceId(2), spanId: spanId(6) })).toBeNull();
  });

  it("with nasty text keeps it", async () => {
    const { spans } = await getTraceSpans(client, { projectId: "default", traceId: traceId(4), maxSpans: 10 });
    expect(spans[0]?.operation).toBe(NASTY);
    expect(spans[0]?.attributes).toEqual({ [NASTY]: NASTY });
  });
});

describe("services", () => {
  it("are listed with figures and sparklines", async () => {
    const { items } = await listServices(client, range);
    const cart = items.find((item) => item.name === "cart");
    expect(items.map((item) => item.name).sort()).toEqual(["cart", "shop"]);
    expect(cart?.requests).toBeGreaterThanOrEqual(2);
    expect(cart?.spark.requests.some((value) => value !== null)).toBe(true);
    expect(cart?.lastSeen).toBe(new Date(NOW - 120_000).toISOString().replace("Z", "000000Z"));
  });

  it("show their parts", async () => {
    const shop = await getService(client, { ...range, service: "shop" });
    expect(shop?.totals.errors).toBeGreaterThan(0);
    expect(shop?.operations.map((operation) => operation.name)).toContain("POST /pay");
    expect(shop?.errors).toMatchObject([
      {
        type: "CardError",
        place: "charge (/app/pay.js:10:5)",
        message: 'declined "hard"',
        count: 1,
        traceId: traceId(2),
        operation: "POST /pay",
      },
    ]);
    expect(shop?.downstream).toMatchObject([{ from: "shop", to: "cart", toKind: "service" }]);
    expect(shop?.heatmap.cells.length).toBeGreaterThan(0);
    const cart = await getService(client, { ...range, service: "cart" });
    expect(cart?.slowestQueries).toMatchObject([
      { system: "postgresql", statement: "SELECT * FROM carts", maxMs: 30, traceId: traceId(1) },
    ]);
    expect(cart?.instances.map((instance) => instance.id)).toContain("cart-7");
    expect(cart?.upstream).toMatchObject([{ from: "shop", to: "cart" }]);
    expect(await getService(client, { ...range, service: "nobody" })).toBeNull();
  });

  it("make a map with what they call", async () => {
    const map = await serviceMap(client, { ...range, limit: 100 });
    expect(map.sampledOneIn).toBe(1);
    expect(map.edges.map((edge) => `${edge.from}→${edge.to}`).sort()).toEqual([
      "cart→database:postgresql/shop",
      "shop→cart",
    ]);
    expect(map.nodes.map((node) => node.id).sort()).toEqual(["cart", "database:postgresql/shop", "shop"]);
  });

  it("make an overview", async () => {
    const overview = await getOverview(client, range);
    expect(overview.totals.requests).toBeGreaterThan(4);
    expect(overview.totals.p95Ms).toBeGreaterThan(0);
    expect(overview.services.map((service) => service.name).sort()).toEqual(["cart", "shop"]);
    expect(overview.series.ratePerSecond.length).toBe(overview.series.p95Ms.length);
    expect(overview.concerns).toEqual([]);
  });
});

describe("pictures of a search", () => {
  it("count over time and duration", async () => {
    const histogram = await traceHistogram(client, {
      ...range,
      filter: { service: "shop", status: "error" },
      buckets: 60,
    });
    expect(histogram.totals.errors.reduce((a, b) => a + b)).toBeGreaterThan(0);
    expect(histogram.cells.length % 3).toBe(0);
    const [column = 0, row = 0] = histogram.cells;
    expect(Date.parse(histogram.from) + column * histogram.stepMs).toBeLessThanOrEqual(NOW - 2_000_000);
    expect(histogram.durationBoundsMs[row]).toBeLessThanOrEqual(900);
  });

  it("count by facet", async () => {
    const facets = await traceFacets(client, { ...range, filter: {} });
    expect(facets.services.map((facet) => facet.value).sort()).toEqual(["cart", "shop"]);
    expect(facets.status.map((facet) => facet.value).sort()).toEqual(["error", "unset"]);
    expect(facets.kinds.map((facet) => facet.value)).toContain("client");
    expect(facets.operations.map((facet) => facet.value)).toContain(NASTY);
  });
});

describe("completion", () => {
  it("knows keys and values of spans and resources", async () => {
    const keys = await attributeKeys(client, { ...range, prefix: "", limit: 100 });
    expect(keys.items).toContainEqual(expect.objectContaining({ key: "big", type: "number", from: "span" }));
    expect(keys.items).toContainEqual(expect.objectContaining({ key: "zone", type: "string", from: "resource" }));
    const some = await attributeKeys(client, { ...range, prefix: "db.", limit: 100 });
    expect(some.items.map((item) => item.key).sort()).toEqual(["db.query.text", "db.system.name"]);
    const codes = await attributeValues(client, { ...range, key: "code", prefix: "", limit: 10 });
    expect(codes.items.map((item) => item.value).sort()).toEqual(["404", "500"]);
    expect((await attributeValues(client, { ...range, key: "yes", prefix: "", limit: 10 })).items[0]?.value).toBe(
      "true",
    );
    expect(
      (await attributeValues(client, { ...range, key: "resource.zone", prefix: "N", limit: 10 })).items[0]?.value,
    ).toBe("north");
  });
});

describe("the live tail", () => {
  it("gives a trace once, also when spans of it come late", async () => {
    const poll = (cursor: Parameters<typeof recentTraces>[1]["cursor"]) =>
      recentTraces(client, { projectId: "default", filter: { service: "live" }, limit: 10, cursor });
    const first = await poll(null);
    expect(first.items).toEqual([]);
    await insertSpans(stores.clickhouseUrl, [{ traceId: traceId(50), spanId: spanId(50), ts: at(0), service: "live" }]);
    const second = await poll(first.cursor);
    expect(second.items.map((item) => item.traceId)).toEqual([traceId(50)]);
    await insertSpans(stores.clickhouseUrl, [
      { traceId: traceId(50), spanId: spanId(51), parentSpanId: spanId(50), ts: at(0), service: "live" },
      { traceId: traceId(52), spanId: spanId(52), ts: at(0), service: "live" },
    ]);
    const third = await poll(second.cursor);
    expect(third.items.map((item) => item.traceId)).toEqual([traceId(52)]);
    expect((await poll(third.cursor)).items).toEqual([]);
  });
});

describe("the store", () => {
  it("tells which spans it has, its size and its version", async () => {
    const identity = (trace: number, span: number, ts: bigint) => ({
      projectId: "default",
      traceId: traceId(trace),
      spanId: spanId(span),
      startTimeUnixNano: ts,
    });
    const stored = await findStoredSpans(client, [
      identity(1, 1, at(1_000_000)),
      identity(1, 77, at(1_000_000)),
      identity(2, 5, at(2_000_000)),
      { ...identity(5, 8, at(30_000)), projectId: "other" },
    ]);
    expect([...stored].sort()).toEqual([0, 2, 3]);
    const statistics = await storeStatistics(client);
    expect(statistics.tables.find((table) => table.name === "spans")?.rows).toBeGreaterThanOrEqual(14);
    expect(statistics.retentionDays).toBe(14);
    expect(statistics.bytesPerSpan).toBeGreaterThan(0);
    expect((await ping(client)).version).toMatch(/^\d+\./);
  });
});
