import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  chooseSteps,
  createTelemetryClient,
  metricClasses,
  metricExemplars,
  metricLabels,
  metricLines,
  metricNames,
  metricPercentiles,
  migrateTelemetry,
  summaryQuantiles,
  type TelemetryClient,
} from "../index.ts";
import { insertMetrics, type TestPoint } from "../testing/insert-metrics.ts";

const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const ago = (minutes: number) => NOW - minutes * MINUTE;
const range = { projectId: "default", from: new Date(ago(60)).toISOString(), to: new Date(NOW).toISOString() };
const TRACE = "0102030405060708090a0b0c0d0e0f10";
const SPAN = "1112131415161718";

const POINTS: TestPoint[] = [
  {
    metric: "cpu",
    kind: "gauge",
    at: ago(50),
    value: 1,
    unit: "1",
    description: "Share of a core",
    attributes: { cpu: "0" },
  },
  {
    metric: "cpu",
    kind: "gauge",
    at: ago(50),
    value: 1,
    unit: "1",
    description: "Share of a core",
    attributes: { cpu: "1" },
  },
  { metric: "cpu", kind: "gauge", at: ago(10), value: 2, described: false, unit: "1", attributes: { cpu: "1" } },
  {
    metric: "requests",
    kind: "sum",
    start: ago(70),
    at: ago(40),
    value: 7,
    service: "cart",
    attributes: { method: "GET" },
  },
  {
    metric: "requests",
    kind: "sum",
    temporality: "delta",
    at: ago(30),
    value: 7,
    attributes: { method: "PUT", zone: "" },
  },
  { metric: "queue", kind: "sum", monotonic: false, start: ago(70), at: ago(40), value: 7 },
  {
    metric: "latency",
    kind: "histogram",
    start: ago(70),
    at: ago(40),
    value: 9,
    count: 2,
    bounds: [5],
    counts: [1, 1],
    unit: "ms",
    attributes: { route: "/a" },
    resource: { "host.name": "h1" },
    exemplars: [
      { at: ago(41), value: 7, traceId: TRACE, spanId: SPAN, attributes: { user: "u" } },
      { at: ago(42), value: 2, traceId: TRACE, spanId: SPAN },
      { at: ago(42), value: 2, traceId: "0".repeat(32), spanId: "0".repeat(16) },
    ],
  },
  {
    metric: "latency",
    kind: "histogram",
    start: ago(39),
    at: ago(38),
    value: 9,
    count: 2,
    bounds: [5],
    counts: [1, 1],
    unit: "ms",
    attributes: { route: "/a" },
    resource: { "host.name": "h1" },
  },
  {
    metric: "latency",
    kind: "histogram",
    start: ago(39),
    at: ago(38),
    value: 9,
    count: 2,
    bounds: [5],
    counts: [1, 1],
    unit: "ms",
    attributes: { route: "/b" },
    exemplars: [{ at: ago(39), value: 1, traceId: TRACE, spanId: SPAN }],
  },
  {
    metric: "spread",
    kind: "exponential",
    temporality: "delta",
    at: ago(38),
    value: 9,
    count: 1,
    positive: { offset: 3, counts: [1] },
  },
  { metric: "quantiles", kind: "summary", start: ago(39), at: ago(38), value: 9, count: 2, quantiles: { "0.5": 4 } },
  { metric: "long.ago", kind: "gauge", at: ago(60 * 9), value: 1 },
  { metric: "elsewhere", kind: "gauge", at: ago(50), value: 1, project: "other" },
];

let stores: TestStores;
let client: TelemetryClient;
beforeAll(async () => {
  stores = await startTestStores();
  await migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 30, rollupRetentionDays: 400 });
  client = createTelemetryClient({ url: stores.clickhouseUrl, queryTimeoutMs: 20_000, maxMemoryBytes: 1e9 });
  await insertMetrics(stores.clickhouseUrl, POINTS);
});
afterAll(async () => {
  await client?.close();
  await stores?.stop();
});

describe("names of metrics", () => {
  it("come with type, unit, temporality, series, services and the last point", async () => {
    const { items, more } = await metricNames(client, { ...range, limit: 200 });
    expect(items.map((item) => [item.name, item.type, item.monotonic, item.temporality, item.series])).toEqual([
      ["cpu", "gauge", null, null, 2],
      ["latency", "histogram", null, "cumulative", 2],
      ["quantiles", "summary", null, "cumulative", 1],
      ["queue", "sum", false, "cumulative", 1],
      ["requests", "sum", true, "mixed", 2],
      ["spread", "exponentialHistogram", null, "delta", 1],
    ]);
    expect(more).toBe(0);
    expect(items[0]).toMatchObject({ unit: "1", description: "Share of a core", services: ["shop"] });
    // A later point that brought no description.
    expect(Date.parse(items[0]?.lastSeenAt ?? "")).toBe(ago(10));
    expect(items.find((item) => item.name === "requests")?.services).toEqual(["cart", "shop"]);
  });

  it("are found by text, service and range, and no more than asked for", async () => {
    const names = async (more: { text?: string; service?: string; limit?: number }) =>
      (await metricNames(client, { ...range, limit: 200, ...more })).items.map((item) => item.name);
    expect(await names({ text: "QUE" })).toEqual(["queue", "requests"]);
    expect(await names({ text: "of a CORE" })).toEqual(["cpu"]);
    expect(await names({ service: "cart" })).toEqual(["requests"]);
    expect(await metricNames(client, { ...range, limit: 2 })).toMatchObject({
      more: 4,
      items: [{ name: "cpu" }, { name: "latency" }],
    });
    const old = { ...range, from: new Date(ago(60 * 10)).toISOString(), to: new Date(ago(60 * 8)).toISOString() };
    expect((await metricNames(client, { ...old, limit: 10 })).items.map((item) => item.name)).toEqual(["long.ago"]);
  });
});

describe("labels of a metric", () => {
  it("are those of points, resources and the service, with their values", async () => {
    const { labels } = await metricLabels(client, { ...range, metric: "latency", limit: 100 });
    expect(labels).toEqual([
      { label: "route", values: 2 },
      { label: "resource.host.name", values: 1 },
      { label: "resource.service.name", values: 1 },
      { label: "service", values: 1 },
    ]);
    expect((await metricLabels(client, { ...range, metric: "latency", text: "HOST", limit: 100 })).labels).toHaveLength(
      1,
    );
    const values = async (metric: string, label: string, text?: string) =>
      (await metricLabels(client, { ...range, metric, label, text, limit: 100 })).values;
    expect(await values("cpu", "cpu")).toEqual([
      { value: "0", series: 1 },
      { value: "1", series: 1 },
    ]);
    expect(await values("latency", "resource.host.name")).toEqual([{ value: "h1", series: 1 }]);
    expect(await values("requests", "service", "CAR")).toEqual([{ value: "cart", series: 1 }]);
    expect(await values("requests", "zone")).toEqual([]);
    expect(await values("elsewhere", "service")).toEqual([]);
  });
});

describe("exemplars and resets", () => {
  it("are of the series asked for, newest first, with the labels of their line and their own", async () => {
    const input = { ...range, metric: "latency", groupBy: ["route"], limit: 200 };
    const classes = await metricClasses(client, { ...input, where: [] });
    const all = await metricExemplars(client, { ...input, where: [], classes });
    expect(all.map((each) => [Date.parse(each.at), each.value, each.labels])).toEqual([
      [ago(39), 1, { route: "/b" }],
      [ago(41), 7, { route: "/a", user: "u" }],
      [ago(42), 2, { route: "/a" }],
    ]);
    expect(all[0]).toMatchObject({ traceId: TRACE, spanId: SPAN });
    const where = [{ label: "route", op: "=" as const, values: ["/b"] }];
    const ofOne = await metricClasses(client, { ...input, where });
    expect(await metricExemplars(client, { ...input, where, classes: ofOne })).toHaveLength(1);
    // Where there are too many to name them, the statement looks the series up.
    const unnamed = classes.map((each) => ({ ...each, known: null }));
    expect(await metricExemplars(client, { ...input, where: [], classes: unnamed })).toEqual(all);
    expect(await metricExemplars(client, { ...input, where, classes: unnamed })).toHaveLength(1);
    expect(await metricExemplars(client, { ...input, where: [], classes, limit: 2 })).toHaveLength(2);
    const lines = { ...input, classes, where: [], steps: chooseSteps(range), nowMs: NOW };
    for (const aggregation of ["rate", "increase", "sum"] as const)
      expect((await metricLines(client, { ...lines, aggregation })).resets, aggregation).toBe(1);
    expect((await metricLines(client, { ...lines, aggregation: "rate", where, classes: ofOne })).resets).toBe(0);
    expect((await metricLines(client, { ...lines, aggregation: "avg" })).resets).toBe(0);
  });
});

/** The same numbers on every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("what people write", () => {
  const PIECES = [
    "'",
    '"',
    "`",
    "\\",
    "\\'",
    "''",
    ")",
    "(",
    "--",
    "/*",
    "*/",
    ";",
    "{p0:String}",
    "{project:String}",
    "%s",
    "\n",
    "\t",
    "\u0000",
    "ünï",
    "🚢",
    " OR 1=1 ",
    " UNION ALL SELECT ",
    "DROP TABLE plimsoll.spans",
    "$$",
    "#",
    "\r\n",
    "\u2028",
  ];
  const next = random(99);
  const nasty = (index: number) =>
    `zq${index}${Array.from({ length: 1 + next(6) }, () => PIECES[next(PIECES.length)]).join("")}qz`;
  const escaped = (value: string) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");

  it("never is part of a statement, and is found as it was written", async () => {
    const statements: string[] = [];
    const spy: TelemetryClient = {
      ...client,
      rows: (sql, read, options) => {
        statements.push(sql);
        return client.rows(sql, read, options);
      },
    };
    const samples = Array.from({ length: 25 }, (_, index) => ({
      metric: nasty(index),
      label: nasty(index),
      value: nasty(index),
      service: nasty(index),
    }));
    await insertMetrics(
      stores.clickhouseUrl,
      samples.map(
        ({ metric, label, value, service }): TestPoint => ({
          metric,
          kind: "gauge",
          at: ago(5.5),
          value: 3,
          service,
          attributes: { [label]: value },
          resource: { [label]: value },
        }),
      ),
    );
    for (const { metric, label, value, service } of samples) {
      const resource = `resource.${label}`;
      const where = [
        { label, op: "=" as const, values: [value, "'"] },
        { label: resource, op: "~" as const, values: [escaped(value)] },
        { label: "service", op: "!=" as const, values: [`${service}'`] },
        { label, op: "!~" as const, values: [`${escaped(value)}.`] },
      ];
      const scope = { ...range, metric, where, groupBy: [label, resource, "service"] };
      const classes = await metricClasses(spy, scope);
      expect(classes).toHaveLength(1);
      const lines = {
        ...scope,
        classes,
        steps: chooseSteps(range),
        nowMs: NOW,
        limit: 5,
      };
      const found = await metricLines(spy, { ...lines, aggregation: "last" });
      expect(found.lines.map((line) => line.labels)).toEqual([[value, value, service]]);
      expect((await metricLabels(spy, { ...range, metric, label, text: value, limit: 5 })).values).toEqual([
        { value, series: 1 },
      ]);
      expect(
        (await metricNames(spy, { ...range, text: metric, service, limit: 5 })).items.map((item) => item.name),
      ).toEqual([metric]);
      await metricExemplars(spy, lines);
      await metricPercentiles(spy, { ...lines, ratio: 0.5 });
      await summaryQuantiles(spy, { ...lines, ratio: 0.5 });
    }
    expect(statements.length).toBeGreaterThanOrEqual(samples.length * 8);
    expect(statements.filter((sql) => sql.includes("zq") || sql.includes("qz"))).toEqual([]);
  });

  it("is refused with a clear error where it is no expression", async () => {
    for (const value of ["(", "a{2,1}", "[z-a]", "(?=x)"]) {
      const where = [{ label: "cpu", op: "~" as const, values: [value] }];
      await expect(metricClasses(client, { ...range, metric: "cpu", where, groupBy: [] })).rejects.toMatchObject({
        code: "BAD_REQUEST",
        message: expect.stringContaining("RE2"),
      });
    }
  });

  it("may be as long as the contract allows", async () => {
    const values = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(200, "ü"));
    const where = [{ label: "cpu", op: "!=" as const, values }];
    expect(await metricClasses(client, { ...range, metric: "cpu", where, groupBy: [] })).toHaveLength(1);
  });
});
