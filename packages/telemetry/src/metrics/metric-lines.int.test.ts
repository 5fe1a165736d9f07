import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTelemetryClient, type LineAggregation, migrateTelemetry, type TelemetryClient } from "../index.ts";
import { metricClasses } from "../queries/metric-classes.ts";
import { metricLines } from "../queries/metric-lines.ts";
import { insertMetrics, type TestPoint } from "../testing/insert-metrics.ts";
import type { MetricScopeInput } from "./metric-scope.ts";
import { chooseSteps } from "./metric-steps.ts";

const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / 3_600_000) * 3_600_000;
/** `minutes` before the end of the range. */
const ago = (minutes: number) => NOW - minutes * MINUTE;

const times = <T>(many: number, value: T): T[] => Array.from({ length: many }, () => value);

let stores: TestStores;
let client: TelemetryClient;
beforeAll(async () => {
  stores = await startTestStores();
  await migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 30, rollupRetentionDays: 400 });
  client = createTelemetryClient({ url: stores.clickhouseUrl, queryTimeoutMs: 20_000, maxMemoryBytes: 1e9 });
});
afterAll(async () => {
  await client?.close();
  await stores?.stop();
});

interface Ask {
  metric: string;
  aggregation: LineAggregation;
  minutes?: number;
  stepMs?: number;
  groupBy?: string[];
  where?: MetricScopeInput["where"];
  nowMs?: number;
  to?: number;
  limit?: number;
}

async function ask({ minutes = 60, to = NOW, ...wanted }: Ask) {
  const range = { from: new Date(to - minutes * MINUTE).toISOString(), to: new Date(to).toISOString() };
  const scope = { projectId: "default", ...range, metric: wanted.metric, where: wanted.where ?? [] };
  const classes = await metricClasses(client, { ...scope, groupBy: wanted.groupBy ?? [] });
  if (classes.length === 0) return { lines: [], total: 0, resets: 0 };
  return metricLines(client, {
    ...scope,
    classes,
    groupBy: wanted.groupBy ?? [],
    aggregation: wanted.aggregation,
    steps: chooseSteps(range, wanted.stepMs),
    nowMs: wanted.nowMs ?? Date.now(),
    limit: wanted.limit ?? 50,
  });
}
const total = (values: readonly (number | null)[]) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
const first = async (wanted: Ask) => (await ask(wanted)).lines[0]?.values ?? [];

/** A counter that grows by `growth` a report from zero at `start`. */
function counter(
  metric: string,
  start: number,
  every: number,
  growths: readonly number[],
  more: Partial<TestPoint> = {},
) {
  let value = 0;
  return growths.map((growth, index): TestPoint => {
    value += growth;
    return { metric, kind: "sum", start, at: start + (index + 1) * every, value, ...more };
  });
}

describe("counters", () => {
  it("give the true increase over a restart in the middle, with and without an id of the process", async () => {
    for (const [metric, instance] of [
      ["restart.same", undefined],
      ["restart.new", "service.instance.id"],
    ] as const) {
      const process = (id: string) => (instance ? { resource: { [instance]: id } } : {});
      await insertMetrics(stores.clickhouseUrl, [
        ...counter(metric, ago(50.5), MINUTE, [5, 6, 7, 100, 0, 3], process("a")),
        // Dies with 2 that nobody ever saw; the next begins at zero, and its first value is above the last of the other.
        ...counter(metric, ago(40.2), MINUTE, [500, 1, 1, 9], process("b")),
      ]);
      const increase = await first({ metric, aggregation: "increase" });
      expect(total(increase)).toBe(121 + 511);
      const rate = await first({ metric, aggregation: "rate" });
      expect(total(rate) * 60).toBeCloseTo(121 + 511, 6);
      for (const aggregation of ["increase", "rate"] as const)
        expect((await ask({ metric, aggregation })).resets, metric).toBe(instance ? 0 : 1);
      for (const stepMs of [5_000, 2 * MINUTE, 60 * MINUTE]) {
        expect(total(await first({ metric, aggregation: "increase", stepMs })), `${stepMs}`).toBe(121 + 511);
      }
    }
  });

  it("give a steady rate whatever the step, also where a step is shorter than the interval of reports", async () => {
    // 2 a second, reported each 60 s at :30.
    const points = counter("steady", ago(120.5), MINUTE, times(120, 120));
    await insertMetrics(stores.clickhouseUrl, points);
    for (const stepMs of [10_000, MINUTE, 5 * MINUTE, 60 * MINUTE]) {
      const values = await first({ metric: "steady", aggregation: "rate", stepMs });
      for (const value of values) expect(value).toBeCloseTo(2, 6);
    }
    const increase = await first({ metric: "steady", aggregation: "increase" });
    expect(new Set(increase)).toEqual(new Set([120]));
  });

  it("show no dip at the live end, and nothing beyond it", async () => {
    // Two processes report at :10 and :50 of each minute; it is 12 s past the minute.
    const now = NOW - 4 * MINUTE + 12_000;
    for (const [id, offset] of [
      ["a", 10_000],
      ["b", 50_000],
    ] as const) {
      const start = ago(40) + offset - MINUTE;
      await insertMetrics(
        stores.clickhouseUrl,
        counter("live", start, MINUTE, times(200, 60), { attributes: { id } }).filter((point) => point.at <= now),
      );
    }
    for (const stepMs of [MINUTE, 5 * MINUTE, 10 * MINUTE]) {
      const values = await first({ metric: "live", aggregation: "rate", minutes: 30, stepMs, nowMs: now });
      const known = values.filter((value) => value !== null);
      for (const value of known) expect(value).toBeCloseTo(2, 6);
      expect(known.length).toBe(Math.ceil((now - (NOW - 30 * MINUTE)) / stepMs));
    }
    const gauge = { kind: "gauge", metric: "live.gauge" } as const;
    await insertMetrics(stores.clickhouseUrl, [
      { ...gauge, at: now - 70_000, value: 3, attributes: { id: "a" } },
      { ...gauge, at: now - 40_000, value: 4, attributes: { id: "b" } },
      { ...gauge, at: now - 10_000, value: 5, attributes: { id: "a" } },
    ]);
    const sums = await first({ metric: "live.gauge", aggregation: "sum", minutes: 10, nowMs: now });
    expect(sums).toEqual([null, null, null, null, null, 7, 9, null, null, null]);
  });

  it("say nothing of a process that is gone after the few minutes in which its next report was due", async () => {
    await insertMetrics(stores.clickhouseUrl, counter("gone", ago(40.5), MINUTE, times(10, 60)));
    const values = await first({ metric: "gone", aggregation: "rate" });
    expect(values[28]).toBeCloseTo(1, 6);
    // Its last report was at minute 29.5.
    expect(values[29]).toBeCloseTo(0.5, 6);
    expect(values.slice(30)).toEqual(times(30, null));
  });

  it("keep the increase over a gap, and show it as the mean rate of the gap", async () => {
    const [before, after] = [counter("gap", ago(50.5), MINUTE, [60, 60]), ago(18.5)];
    await insertMetrics(stores.clickhouseUrl, [
      ...before,
      { ...(before[1] as TestPoint), at: after, value: 120 + 1800 },
    ]);
    const increase = await first({ metric: "gap", aggregation: "increase" });
    expect(increase.filter((value) => value !== null)).toEqual([60, 60, 1800]);
    const rate = await first({ metric: "gap", aggregation: "rate" });
    expect(rate[20]).toBeCloseTo(1, 6);
    expect(total(rate) * 60).toBeCloseTo(1920, 6);
  });

  it("count from the value before the range, not from zero", async () => {
    await insertMetrics(stores.clickhouseUrl, counter("old", ago(600), 10 * MINUTE, times(60, 7)));
    expect(total(await first({ metric: "old", aggregation: "increase", minutes: 59 }))).toBe(5 * 7);
    // First seen in the middle of the range, begun long before it: its first value says nothing.
    await insertMetrics(stores.clickhouseUrl, counter("attached", ago(6000), MINUTE, times(6000, 2)).slice(-20));
    expect(total(await first({ metric: "attached", aggregation: "increase" }))).toBe(18 * 2);
  });

  it("take the first value of a stream of unknown start as its base", async () => {
    const unknown = { start: ago(20), startUnknown: true };
    await insertMetrics(
      stores.clickhouseUrl,
      [1000, 1003, 1003, 1010].map(
        (value, index): TestPoint => ({ metric: "unknown", kind: "sum", ...unknown, at: ago(20 - index * 2), value }),
      ),
    );
    expect(total(await first({ metric: "unknown", aggregation: "increase" }))).toBe(10);
    // Two of its values within one step tell how it grew.
    expect(total(await first({ metric: "unknown", aggregation: "increase", stepMs: 60 * MINUTE }))).toBe(10);
  });

  it("of unknown start go on from the stream before, from zero when they lie below it", async () => {
    // A receiver that was started again guesses new starts; the process behind it was too, later.
    const stream = (metric: string, minute: number, values: readonly number[], more: Partial<TestPoint> = {}) =>
      values.map(
        (value, index): TestPoint => ({
          metric,
          kind: "sum",
          start: ago(minute),
          startUnknown: true,
          at: ago(minute - index),
          value,
          ...more,
        }),
      );
    await insertMetrics(stores.clickhouseUrl, [
      ...stream("guessed", 40, [1000, 1005]),
      ...stream("guessed", 30, [1010, 1012]),
      ...stream("guessed", 20, [3, 4]),
    ]);
    expect(total(await first({ metric: "guessed", aggregation: "increase" }))).toBe(5 + 7 + 4);
    for (const stepMs of [15_000, 60 * MINUTE])
      expect(total(await first({ metric: "guessed", aggregation: "increase", stepMs }))).toBe(5 + 7 + 4);
  });

  it("are the same as deltas, with processes of both kinds added up", async () => {
    const growths = Array.from({ length: 40 }, (_, index) => (index * 7) % 11);
    const start = ago(45.25);
    const cumulative = counter("both.cumulative", start, MINUTE, growths);
    const deltas = (metric: string) =>
      growths.map(
        (value, index): TestPoint => ({
          metric,
          kind: "sum",
          temporality: "delta",
          start: start + index * MINUTE,
          at: start + (index + 1) * MINUTE,
          value,
        }),
      );
    await insertMetrics(stores.clickhouseUrl, [
      ...cumulative,
      ...deltas("both.delta"),
      ...cumulative.map((point) => ({ ...point, metric: "both.mixed" })),
      ...deltas("both.mixed"),
    ]);
    for (const stepMs of [20_000, MINUTE, 5 * MINUTE, 60 * MINUTE]) {
      for (const aggregation of ["rate", "increase", "sum"] as const) {
        const one = await first({ metric: "both.cumulative", aggregation, stepMs });
        const other = await first({ metric: "both.delta", aggregation, stepMs });
        const mixed = await first({ metric: "both.mixed", aggregation, stepMs });
        expect(total(one)).toBeGreaterThan(0);
        for (const [step, value] of one.entries()) {
          if (value === null) expect(other[step]).toBeNull();
          else expect(other[step], `${aggregation} ${stepMs} ${step}`).toBeCloseTo(value, 6);
          expect(mixed[step] ?? 0).toBeCloseTo(2 * (value ?? 0), 6);
        }
      }
    }
  });

  it("bear rows out of order, in several inserts, and the same block twice", async () => {
    const points = counter("disorder", ago(30.5), MINUTE, times(20, 3));
    await insertMetrics(stores.clickhouseUrl, points.filter((_, index) => index % 2 === 1).reverse());
    await insertMetrics(
      stores.clickhouseUrl,
      points.filter((_, index) => index % 2 === 0),
    );
    await insertMetrics(stores.clickhouseUrl, points);
    expect(total(await first({ metric: "disorder", aggregation: "increase" }))).toBe(60);
  });

  it("read hours as they read minutes", async () => {
    const start = NOW - 90 * 3_600_000;
    await insertMetrics(stores.clickhouseUrl, counter("hourly", start, 15 * MINUTE, times(360, 900)));
    for (const aggregation of ["increase", "rate"] as const) {
      const hours = await first({ metric: "hourly", aggregation, minutes: 48 * 60, stepMs: 3_600_000 });
      const minutes = await first({ metric: "hourly", aggregation, minutes: 48 * 60, stepMs: 30 * MINUTE });
      const wanted = aggregation === "increase" ? 3600 : 1;
      for (const value of hours) expect(value).toBeCloseTo(wanted, 6);
      expect(total(minutes)).toBeCloseTo(aggregation === "increase" ? 3600 * 48 : 96, 6);
    }
  });
});

describe("gauges and up-down counters", () => {
  it("average, bound, count and add up the values of each step", async () => {
    const gauge = (id: string, at: number, value: number): TestPoint => ({
      metric: "temp",
      kind: "gauge",
      at,
      value,
      attributes: { id },
    });
    await insertMetrics(stores.clickhouseUrl, [
      gauge("a", ago(9.9), 1),
      gauge("a", ago(9.5), 3),
      gauge("b", ago(9.7), -10),
      gauge("b", ago(5.5), 7),
    ]);
    const values = async (aggregation: Ask["aggregation"]) => first({ metric: "temp", aggregation, minutes: 10 });
    const nulls = (many: number) => times(many, null);
    expect(await values("avg")).toEqual([-2, ...nulls(3), 7, ...nulls(5)]);
    expect(await values("min")).toEqual([-10, ...nulls(3), 7, ...nulls(5)]);
    expect(await values("max")).toEqual([3, ...nulls(3), 7, ...nulls(5)]);
    expect(await values("last")).toEqual([3, ...nulls(3), 7, ...nulls(5)]);
    expect(await values("count")).toEqual([3, ...nulls(3), 1, ...nulls(5)]);
    // Each counts for two minutes after its last report.
    expect(await values("sum")).toEqual([-7, -7, -7, null, 7, 7, 7, ...nulls(3)]);
    const points = await first({ metric: "temp", aggregation: "max", minutes: 10, stepMs: 15_000 });
    expect(points.filter((value) => value !== null)).toEqual([1, -10, 3, 7]);
  });

  it("of an up-down counter add up, and change in both directions", async () => {
    const updown = (id: string, minute: number, value: number): TestPoint => ({
      metric: "queue.size",
      kind: "sum",
      monotonic: false,
      start: ago(30),
      at: ago(minute),
      value,
      attributes: { id },
    });
    await insertMetrics(stores.clickhouseUrl, [
      ...[10, 12, 4, 4].map((value, index) => updown("a", 9.5 - index, value)),
      ...[5, 5, 5, 5].map((value, index) => updown("b", 9.4 - index, value)),
    ]);
    const sum = await first({ metric: "queue.size", aggregation: "sum", minutes: 10 });
    expect(sum.slice(0, 4)).toEqual([15, 17, 9, 9]);
    const increase = await first({ metric: "queue.size", aggregation: "increase", minutes: 10 });
    expect(increase.slice(1, 4)).toEqual([2, -8, 0]);
  });
});

describe("lines", () => {
  it("group and filter by labels of the point, its resource and the service", async () => {
    const points = ["GET", "POST", "PUT", ""].flatMap((method, index) =>
      ["eu-1", "eu-2", "us-1"].flatMap((host) =>
        counter("http", ago(20.5), MINUTE, [index + 1, index + 1], {
          ...(method && { attributes: { method } }),
          resource: { "host.name": host },
          service: host.startsWith("eu") ? "shop" : "cart",
        }),
      ),
    );
    await insertMetrics(stores.clickhouseUrl, points);
    const totals = async (groupBy: string[], where: MetricScopeInput["where"] = []) => {
      const { lines } = await ask({ metric: "http", aggregation: "increase", groupBy, where });
      return Object.fromEntries(lines.map((line) => [line.labels.join("|"), total(line.values)]));
    };
    expect(await totals(["method"])).toEqual({ GET: 6, POST: 12, PUT: 18, "": 24 });
    expect(
      await totals(["service", "resource.host.name"], [{ label: "method", op: "=", values: ["GET", "PUT"] }]),
    ).toEqual({
      "shop|eu-1": 8,
      "shop|eu-2": 8,
      "cart|us-1": 8,
    });
    expect(await totals(["method"], [{ label: "method", op: "!=", values: ["GET", ""] }])).toEqual({
      POST: 12,
      PUT: 18,
    });
    expect(await totals([], [{ label: "resource.host.name", op: "~", values: ["eu-.", "nothing"] }])).toEqual({
      "": 40,
    });
    // The whole value must match.
    expect(await totals([], [{ label: "resource.host.name", op: "~", values: ["eu"] }])).toEqual({});
    expect(await totals(["service"], [{ label: "resource.host.name", op: "!~", values: [".*-1"] }])).toEqual({
      shop: 20,
    });
    expect(
      await totals(
        [],
        [
          { label: "service", op: "=", values: ["cart"] },
          { label: "method", op: "~", values: ["P.*"] },
        ],
      ),
    ).toEqual({ "": 10 });
  });

  it("are the greatest by their mean, the rest are counted", async () => {
    await insertMetrics(
      stores.clickhouseUrl,
      Array.from(
        { length: 30 },
        (_, index): TestPoint => ({
          metric: "many",
          kind: "gauge",
          at: ago(5.5),
          value: (index * 7) % 30,
          attributes: { id: `n${(index * 7) % 30}` },
        }),
      ),
    );
    const { lines, total: all } = await ask({ metric: "many", aggregation: "avg", groupBy: ["id"], limit: 3 });
    expect(lines.map((line) => line.labels)).toEqual([["n29"], ["n28"], ["n27"]]);
    expect(all).toBe(30);
  });

  it("are the same for more series than a statement names", async () => {
    const points = Array.from(
      { length: 1200 },
      (_, index): TestPoint => ({
        metric: "crowd",
        kind: "gauge",
        at: ago(5.5),
        value: index,
        attributes: { id: `n${index}`, half: `${index % 2}` },
      }),
    );
    await insertMetrics(stores.clickhouseUrl, points);
    const { lines, total: all } = await ask({ metric: "crowd", aggregation: "sum", groupBy: ["id"], limit: 2 });
    expect(lines.map((line) => line.labels)).toEqual([["n1199"], ["n1198"]]);
    expect(all).toBe(1200);
    const halves = await ask({ metric: "crowd", aggregation: "max", groupBy: ["half"] });
    expect(halves.lines.map((line) => [...line.labels, ...line.values.filter((value) => value !== null)])).toEqual([
      ["1", 1199],
      ["0", 1198],
    ]);
    const where = [{ label: "half", op: "=" as const, values: ["0"] }];
    expect((await ask({ metric: "crowd", aggregation: "count", where })).lines[0]?.values[54]).toBe(600);
    expect((await ask({ metric: "crowd", aggregation: "count" })).lines[0]?.values[54]).toBe(1200);
  });

  it("find series that were described before the range", async () => {
    const points = counter("quiet", ago(90.5), MINUTE, times(90, 1));
    await insertMetrics(
      stores.clickhouseUrl,
      points.map((point, index) => ({ ...point, described: index % 50 === 0 })),
    );
    expect(total(await first({ metric: "quiet", aggregation: "increase", minutes: 20 }))).toBe(20);
  });
});

describe("observations", () => {
  it("of cumulative and delta histograms and summaries count, add up and average alike", async () => {
    const start = ago(30.5);
    const seen = [
      [3, 30],
      [0, 0],
      [5, 10],
      [2, 50],
    ] as const;
    let [count, sum] = [0, 0];
    const points = seen.flatMap(([observations, values], index): TestPoint[] => {
      count += observations;
      sum += values;
      const at = start + (index + 1) * MINUTE;
      const layout = { bounds: [10], counts: [count, 0], min: 1, max: 40 + index };
      return [
        { metric: "h.cumulative", kind: "histogram", start, at, value: sum, count, ...layout },
        { metric: "h.summary", kind: "summary", start, at, value: sum, count, quantiles: { "0.5": 1 } },
        {
          metric: "h.delta",
          kind: "histogram",
          temporality: "delta",
          start: at - MINUTE,
          at,
          value: values,
          count: observations,
          ...layout,
          counts: [observations, 0],
        },
        {
          metric: "h.exponential",
          kind: "exponential",
          start,
          at,
          value: sum,
          count,
          positive: { offset: 0, counts: [count] },
        },
      ];
    });
    await insertMetrics(stores.clickhouseUrl, points);
    for (const metric of ["h.cumulative", "h.delta", "h.exponential", "h.summary"]) {
      for (const stepMs of [30_000, MINUTE, 60 * MINUTE]) {
        const known = async (aggregation: Ask["aggregation"]) =>
          (await first({ metric, aggregation, stepMs })).filter((value) => value !== null);
        const whole = stepMs === 60 * MINUTE;
        expect(await known("count"), metric).toEqual(whole ? [10] : [3, 0, 5, 2]);
        expect(await known("sum"), metric).toEqual(whole ? [90] : [30, 0, 10, 50]);
        expect(await known("avg"), metric).toEqual(whole ? [9] : [10, 2, 25]);
        expect(total(await first({ metric, aggregation: "rate", stepMs })) * (stepMs / 1000), metric).toBeCloseTo(
          10,
          6,
        );
      }
    }
    expect((await first({ metric: "h.delta", aggregation: "max" })).filter((value) => value !== null)).toEqual([
      40, 41, 42, 43,
    ]);
    expect((await first({ metric: "h.exponential", aggregation: "max" })).filter((value) => value !== null)).toEqual(
      [],
    );
  });
});
