import { createClient, type ClickHouseClient } from "@clickhouse/client";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTelemetryClient, type TelemetryClient } from "./client.ts";
import { createPointFinder } from "./metric-blocks.ts";
import { migrateTelemetry } from "./migrate.ts";
import { METRIC_TABLES, METRIC_VIEWS } from "./schema/metric-tables.ts";
import { insertMetrics, type TestPoint } from "./testing/insert-metrics.ts";
import { createMetricWriter } from "./writer.ts";

const AT = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const start = AT - 60_000;
const seconds = (at: number) => ({ at: AT + at * 1000, receivedAt: AT, start });
const trace = { traceId: "1".repeat(32), spanId: "2".repeat(16) };
/** Every kind, several points of a series in a minute, and one in the next. */
const POINTS: TestPoint[] = [
  { metric: "gauge", kind: "gauge", ...seconds(1), value: 3, exemplars: [{ at: AT, value: 3, ...trace }] },
  { metric: "gauge", kind: "gauge", ...seconds(2), value: 5 },
  { metric: "sum", kind: "sum", ...seconds(1), value: 10 },
  { metric: "sum", kind: "sum", ...seconds(61), value: 25 },
  { metric: "delta", kind: "sum", temporality: "delta", ...seconds(1), value: 7 },
  { metric: "delta", kind: "sum", temporality: "delta", ...seconds(2), value: 8 },
  { metric: "h", kind: "histogram", ...seconds(1), value: 9, count: 3, bounds: [1, 5], counts: [1, 1, 1] },
  {
    metric: "hd",
    kind: "histogram",
    temporality: "delta",
    ...seconds(1),
    value: 4,
    count: 2,
    bounds: [1],
    counts: [1, 1],
  },
  {
    metric: "hd",
    kind: "histogram",
    temporality: "delta",
    ...seconds(3),
    value: 6,
    count: 4,
    bounds: [1],
    counts: [1, 3],
  },
  {
    metric: "e",
    kind: "exponential",
    temporality: "delta",
    ...seconds(1),
    value: 4,
    count: 3,
    scale: 2,
    positive: { offset: 1, counts: [1, 2] },
  },
  { metric: "s", kind: "summary", ...seconds(1), value: 4, count: 3, quantiles: { "0.5": 2 } },
];
const FROM_POINTS = METRIC_VIEWS.filter(({ from }) => from === "metric_points").map(({ name }) => name);
const OTHERS = METRIC_VIEWS.filter(({ from }) => from !== "metric_points").map(({ name }) => name);

let stores: TestStores;
let direct: ClickHouseClient;
let client: TelemetryClient;
let writer: ReturnType<typeof createMetricWriter>;

beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
  const url = stores.clickhouseUrl;
  await migrateTelemetry({ url, retentionDays: 14, rollupRetentionDays: 90 });
  direct = createClient({ url, log: { level: 127 } });
  client = createTelemetryClient({ url, queryTimeoutMs: 20_000, maxMemoryBytes: 1_000_000_000 });
  writer = createMetricWriter({ url });
});
beforeEach(async () => {
  for (const { name } of METRIC_TABLES) await direct.command({ query: `TRUNCATE TABLE plimsoll.${name}` });
});
afterAll(async () => {
  await Promise.all([direct.close(), client.close(), writer.close()]);
  await stores.stop();
});

/** What all tables hold, merged as their engines merge. */
async function contents(): Promise<Record<string, unknown[]>> {
  const tables = METRIC_TABLES.map(async ({ name, engine }) => {
    const final = engine === "MergeTree" ? "" : "FINAL";
    const result = await direct.query({
      query: `SELECT * ${name === "metric_points" ? "EXCEPT block" : ""} FROM plimsoll.${name} ${final} ORDER BY ALL`,
      format: "JSONEachRow",
    });
    return [name, await result.json()] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

/** Stores a block as a store does that is killed before the given views have had it. */
async function insertWithout(views: readonly string[], block: number): Promise<void> {
  for (const view of views) await direct.command({ query: `DETACH TABLE plimsoll.${view}` });
  try {
    await insertMetrics(stores.clickhouseUrl, POINTS, block);
  } finally {
    for (const view of views) await direct.command({ query: `ATTACH TABLE plimsoll.${view}` });
  }
}

/** The name of the first point, as ingest asks for it. */
async function firstPoint() {
  const [point] = await client.rows(
    "SELECT metric, toString(series_id), toString(toUnixTimestamp64Nano(ts)) FROM plimsoll.metric_points ORDER BY ts LIMIT 1",
    (row) => ({ projectId: "default", metric: String(row[0]), seriesId: String(row[1]), timeUnixNano: String(row[2]) }),
  );
  if (!point) throw new Error("nothing is stored");
  return point;
}

async function wholeContents(): Promise<Record<string, unknown[]>> {
  await insertMetrics(stores.clickhouseUrl, POINTS, 1);
  const whole = await contents();
  for (const { name } of METRIC_TABLES) await direct.command({ query: `TRUNCATE TABLE plimsoll.${name}` });
  return whole;
}

it("gets its name in a store from before there were names", async () => {
  const target = { retentionDays: 14, rollupRetentionDays: 90 };
  await direct.command({ query: "ALTER TABLE plimsoll.metric_points DROP COLUMN block" });
  const before = { metric: "gauge", kind: "gauge", ...seconds(1), value: 1 } as const;
  await insertMetrics(stores.clickhouseUrl, [before]);
  await direct.command({ query: "TRUNCATE TABLE plimsoll.schema_versions" });
  await migrateTelemetry({ url: stores.clickhouseUrl, ...target });
  await insertMetrics(stores.clickhouseUrl, POINTS, 4);
  const sql = "SELECT block, count() FROM plimsoll.metric_points GROUP BY block ORDER BY block";
  expect(await client.rows(sql, (row) => row.map(Number))).toEqual([
    [0, 1],
    [4, POINTS.length],
  ]);
});

describe("a block of points whose insert was cut off", () => {
  it.each([
    ["all views", FROM_POINTS],
    ["the views of views", OTHERS],
    ["one view", ["metric_delta_minutes_view"]],
    ["none", []],
  ])("is made whole when it is found: it lacked %s", async (_, views) => {
    const whole = await wholeContents();
    expect(Object.values(whole).every((rows) => rows.length > 0)).toBe(true);
    await insertWithout(views, 2);
    if (views.length > 0) expect(await contents()).not.toEqual(whole);
    const stored = await createPointFinder(client, writer)([await firstPoint()]);
    expect(stored).toEqual(new Set([0]));
    expect(await contents()).toEqual(whole);
    // Again by another process, which does not know.
    await createPointFinder(client, writer)([await firstPoint()]);
    expect(await contents()).toEqual(whole);
  });

  it("is made whole once by several at a time", async () => {
    const whole = await wholeContents();
    await insertWithout(FROM_POINTS, 3);
    const point = await firstPoint();
    await Promise.all(Array.from({ length: 4 }, () => createPointFinder(client, writer)([point])));
    expect(await contents()).toEqual(whole);
  });

  it("leaves points alone that came before blocks had names, and does not find what is not there", async () => {
    await insertWithout(FROM_POINTS, 0);
    const before = await contents();
    const point = await firstPoint();
    const stored = await createPointFinder(client, writer)([{ ...point, timeUnixNano: "1" }, point]);
    expect(stored).toEqual(new Set([1]));
    expect(await contents()).toEqual(before);
  });
});
