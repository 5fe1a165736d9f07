import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createLoadIntervalWriter,
  createTelemetryClient,
  type LoadIntervalRow,
  loadSeries,
  loadSlowest,
  loadWindow,
  migrateTelemetry,
  type TelemetryClient,
} from "../index.ts";

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

/** A whole second half an hour ago. */
const start = Math.floor(Date.now() / 1000 - 1800) * 1000;

function row(runId: string, second: number, changes: Partial<LoadIntervalRow> = {}): LoadIntervalRow {
  return {
    projectId: "default",
    runId,
    share: 0,
    second,
    at: start + second * 1000,
    step: "",
    kind: "request",
    planned: 10,
    sent: 10,
    answered: 9,
    failed: 2,
    dropped: 1,
    bytesIn: 5_000_000_000,
    bytesOut: 100,
    histogram: { buckets: [3, 5887], counts: [4, 5], sumUs: 1_000_000, minUs: 3, maxUs: 4_294_967_295 },
    statuses: { 200: 8, 503: 1 },
    errors: { timeout: 1 },
    checks: [{ name: "status is 2xx", passed: 8, failed: 1 }],
    inFlight: 4,
    cpu: 0.25,
    lagMs: 1.5,
    slowest: [],
    ...changes,
  };
}

async function store(...batches: readonly LoadIntervalRow[][]): Promise<void> {
  const writer = createLoadIntervalWriter({ url: stores.clickhouseUrl });
  try {
    for (const batch of batches) await writer.write(batch);
  } finally {
    await writer.close();
  }
}

const ref = (runId: string) => ({ projectId: "default", runId });

describe("figures of load runs", () => {
  it("merge over shares and seconds, by step", async () => {
    const step = { step: "GET /", kind: "request" as const, inFlight: 0, cpu: 0, lagMs: 0 };
    const histogram = { buckets: [3, 700], counts: [1, 2], sumUs: 10, minUs: 2, maxUs: 900 };
    await store(
      [row("merge", 0), row("merge", 0, step)],
      [row("merge", 0, { share: 1, cpu: 0.75, lagMs: 0.5 })],
      [row("merge", 1, { ...step, histogram, checks: [], statuses: { 404: 3 }, errors: { reset: 2 } })],
      [row("merge", 2, { histogram: { buckets: [], counts: [], sumUs: 0, minUs: 0, maxUs: 0 } })],
      [row("other", 0)],
    );
    const [whole, each, ...more] = await loadWindow(client, ref("merge"));
    expect(more).toEqual([]);
    expect(whole).toEqual({
      step: "",
      kind: "request",
      planned: 30,
      sent: 30,
      answered: 27,
      failed: 6,
      dropped: 3,
      bytesIn: 15_000_000_000,
      bytesOut: 300,
      histogram: { buckets: [3, 5887], counts: [8, 10], sumUs: 2_000_000, minUs: 3, maxUs: 4_294_967_295 },
      statuses: { 200: 24, 503: 3 },
      errors: { timeout: 3 },
      checks: [{ name: "status is 2xx", passed: 24, failed: 3 }],
      seconds: 2,
      firstSecond: 0,
      lastSecond: 2,
      cpu: 0.75,
      lagMs: 1.5,
    });
    expect(each).toMatchObject({
      step: "GET /",
      histogram: { buckets: [3, 700, 5887], counts: [5, 2, 5], sumUs: 1_000_010, minUs: 2 },
      statuses: { 200: 8, 404: 3, 503: 1 },
      errors: { timeout: 1, reset: 2 },
    });
    expect(await loadWindow(client, { ...ref("merge"), projectId: "another" })).toEqual([]);
  });

  it("have room for more than 32 bits", async () => {
    const histogram = { buckets: [3], counts: [4_294_967_295], sumUs: 1, minUs: 3, maxUs: 3 };
    await store([row("large", 0, { histogram })], [row("large", 0, { histogram, share: 1 })]);
    const [whole] = await loadWindow(client, ref("large"));
    expect(whole?.histogram.counts).toEqual([8_589_934_590]);
  });

  it("of a window are those of its seconds", async () => {
    await store(...[0, 1, 2, 3].map((second) => [row("window", second, { answered: 10 ** second })]));
    const [window] = await loadWindow(client, { ...ref("window"), fromSecond: 1, toSecond: 3 });
    expect(window).toMatchObject({ answered: 110, firstSecond: 1, lastSecond: 2 });
    expect(await loadWindow(client, { ...ref("window"), fromSecond: 4, toSecond: 9 })).toEqual([]);
  });

  it("count once that were written twice, by whom ever and whenever", async () => {
    const rows = [row("twice", 0), row("twice", 0, { step: "GET /" })];
    await store(rows, rows, [row("twice", 0)], [row("twice", 1)]);
    const sums = await loadWindow(client, ref("twice"));
    expect(sums.map((each) => each.answered)).toEqual([18, 9]);
    expect(sums[0]?.histogram.counts).toEqual([8, 10]);
  });

  it("make a series with a gap where there is nothing", async () => {
    await store(
      [row("series", 0)],
      [row("series", 0, { share: 1 })],
      [row("series", 1)],
      [row("series", 1, { step: "GET /" })],
      [row("series", 5, { cpu: 0.9 })],
    );
    const points = await loadSeries(client, { ...ref("series"), stepSeconds: 2 });
    expect(points.map((point) => [point.step, point.second, point.seconds, point.answered, point.inFlight])).toEqual([
      ["", 0, 2, 27, 6],
      ["", 4, 1, 9, 4],
    ]);
    expect(points[1]).toMatchObject({ cpu: 0.9, histogram: { counts: [4, 5] } });
    const each = await loadSeries(client, { ...ref("series"), stepSeconds: 2, eachStep: true, toSecond: 2 });
    expect(each.map((point) => [point.step, point.second])).toEqual([
      ["", 0],
      ["GET /", 0],
    ]);
  });

  it("name the slowest requests of all", async () => {
    const slow = (number: number, latencyMs: number) => ({
      traceId: number.toString(16).padStart(32, "a"),
      latencyMs,
      status: number === 1 ? null : 200,
      error: number === 1 ? ("timeout" as const) : null,
      at: new Date(start + number).toISOString(),
    });
    await store(
      [row("slow", 0), row("slow", 0, { step: "GET /", slowest: [slow(1, 900.5), slow(2, 300)] })],
      [row("slow", 0, { share: 1, step: "POST /", slowest: [slow(3, 20)] })],
    );
    const found = await loadSlowest(client, { ...ref("slow"), limit: 2, limitOfStep: 1 });
    expect(found).toEqual([
      {
        step: "GET /",
        traceId: "a".repeat(31) + "1",
        latencyMs: 900.5,
        status: null,
        error: "timeout",
        at: start + 1,
      },
      { step: "POST /", traceId: "a".repeat(31) + "3", latencyMs: 20, status: 200, error: null, at: start + 3 },
    ]);
  });

  it("are written once the store is back", async () => {
    const writer = createLoadIntervalWriter({ url: stores.clickhouseUrl, retryMs: 30_000 });
    await stores.kill("clickhouse", "SIGKILL");
    const written = writer.write([row("down", 0)]);
    await stores.restart("clickhouse");
    await written;
    await writer.close();
    expect(await loadWindow(client, ref("down"))).toMatchObject([{ answered: 9 }]);
  });

  it("are refused in words when the store stays away", async () => {
    const writer = createLoadIntervalWriter({ url: "http://127.0.0.1:1", retryMs: 300 });
    await expect(writer.write([row("away", 0)])).rejects.toMatchObject({ outcome: "not-stored", retryable: true });
    await writer.close();
  });
});
