import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTelemetryClient, migrateTelemetry, type TelemetryClient } from "../index.ts";
import { metricClasses } from "../queries/metric-classes.ts";
import { summaryQuantiles } from "../queries/metric-lines.ts";
import { metricPercentiles } from "../queries/metric-percentiles.ts";
import { insertMetrics, type TestPoint } from "../testing/insert-metrics.ts";
import { chooseSteps } from "./metric-steps.ts";

const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / 3_600_000) * 3_600_000;
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
  ratio: number;
  stepMs?: number;
  groupBy?: string[];
  summaries?: boolean;
  limit?: number;
}
async function ask({ metric, ratio, stepMs, groupBy = [], summaries, limit = 50 }: Ask) {
  const range = { from: new Date(ago(60)).toISOString(), to: new Date(NOW).toISOString() };
  const scope = { projectId: "default", ...range, metric, where: [] };
  const classes = await metricClasses(client, { ...scope, groupBy });
  const input = { ...scope, classes, groupBy, ratio, steps: chooseSteps(range, stepMs), nowMs: NOW, limit };
  return (summaries ? summaryQuantiles : metricPercentiles)(client, input);
}
const known = async (wanted: Ask) => ((await ask(wanted)).lines[0]?.values ?? []).filter((value) => value !== null);

/** The same numbers on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}
const exact = (values: readonly number[], ratio: number) =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(ratio * values.length) - 1)] as number;

/** Counts values at a scale, as an SDK does. */
function exponential(values: readonly number[], scale: number): Partial<TestPoint> {
  const side = (all: number[]) => {
    const indexes = all.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
    const offset = indexes.length === 0 ? 0 : Math.min(...indexes);
    const counts: number[] = times(indexes.length === 0 ? 0 : Math.max(...indexes) - offset + 1, 0);
    for (const index of indexes) counts[index - offset] = (counts[index - offset] ?? 0) + 1;
    return { offset, counts };
  };
  return {
    kind: "exponential",
    scale,
    count: values.length,
    value: values.reduce((sum, value) => sum + value, 0),
    zeroCount: values.filter((value) => value === 0).length,
    positive: side(values.filter((value) => value > 0)),
    negative: side(values.filter((value) => value < 0).map((value) => -value)),
  };
}
function explicit(values: readonly number[], bounds: number[]): Partial<TestPoint> {
  const counts: number[] = times(bounds.length + 1, 0);
  for (const value of values) {
    const found = bounds.findIndex((bound) => value <= bound);
    const index = found === -1 ? bounds.length : found;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return {
    kind: "histogram",
    bounds,
    counts,
    count: values.length,
    value: values.reduce((sum, value) => sum + value, 0),
  };
}

/** Reports of a process: what it had observed by the end of each minute, or in it. */
function reports(
  metric: string,
  start: number,
  batches: readonly number[][],
  temporality: "cumulative" | "delta",
  count: (values: readonly number[], report: number) => Partial<TestPoint>,
  more: Partial<TestPoint> = {},
): TestPoint[] {
  return batches.map((batch, index) => ({
    metric,
    kind: "histogram",
    value: 0,
    temporality,
    start: temporality === "delta" ? start + index * MINUTE : start,
    at: start + (index + 1) * MINUTE,
    ...count(temporality === "delta" ? batch : batches.slice(0, index + 1).flat(), index),
    ...more,
  }));
}

const next = random(42);
const batch = (size: number, magnitude: number) =>
  Array.from({ length: size }, () => (next() < 0.02 ? 0 : -Math.log(next()) * magnitude));
/** Two processes; the first is started again in the middle. */
const FIRST = Array.from({ length: 8 }, (_, index) => batch(60, 10 ** (index % 4)));
const AGAIN = Array.from({ length: 6 }, () => batch(40, 50));
const OTHER = Array.from({ length: 12 }, () => batch(50, 5000));
/** A stream's scale falls as its values spread. */
const falling = (values: readonly number[], report: number) => exponential(values, 6 - Math.floor(report / 3));

describe("exponential histograms", () => {
  for (const temporality of ["cumulative", "delta"] as const) {
    it(`of ${temporality} temporality, two processes, a restart and falling scales merge exactly`, async () => {
      const metric = `e.${temporality}`;
      const points = [
        ...reports(metric, ago(30.5), FIRST, temporality, falling, { attributes: { id: "a" } }),
        ...reports(metric, ago(21.4), AGAIN, temporality, falling, { attributes: { id: "a" } }),
        ...reports(metric, ago(30.2), OTHER, temporality, (values) => exponential(values, 4), {
          attributes: { id: "b" },
        }),
      ];
      await insertMetrics(stores.clickhouseUrl, points.slice(0, 9));
      await insertMetrics(stores.clickhouseUrl, points.slice(9));
      const all = [...FIRST, ...AGAIN, ...OTHER].flat();
      for (const ratio of [0.01, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]) {
        for (const stepMs of [60 * MINUTE, 30 * MINUTE]) {
          const got = (await known({ metric, ratio, stepMs })).at(-1) as number;
          const wanted = exact(all, ratio);
          // The smallest scale of all is 4.
          if (wanted === 0) expect(got).toBe(0);
          else expect(Math.abs(got / wanted - 1), `p${ratio}`).toBeLessThanOrEqual(2 ** (2 ** -4) - 1);
        }
      }
      // A step at a time: what the other process observed in each minute alone.
      const { lines } = await ask({ metric, ratio: 0.9, stepMs: MINUTE, groupBy: ["id"] });
      const values = lines.find((line) => line.labels[0] === "b")?.values.filter((value) => value !== null) ?? [];
      expect(values).toHaveLength(OTHER.length);
      for (const [index, value] of values.entries())
        expect(Math.abs(value / exact(OTHER[index] as number[], 0.9) - 1)).toBeLessThanOrEqual(2 ** (2 ** -4) - 1);
    });
  }

  it("of both temporalities and steps below a minute give the same", async () => {
    for (const ratio of [0.5, 0.99]) {
      for (const stepMs of [20_000, MINUTE, 10 * MINUTE]) {
        const cumulative = await ask({ metric: "e.cumulative", ratio, stepMs });
        const delta = await ask({ metric: "e.delta", ratio, stepMs });
        const pairs =
          cumulative.lines[0]?.values.map((value, step) => [value, delta.lines[0]?.values[step]] as const) ?? [];
        expect(pairs.some(([value]) => value !== null)).toBe(true);
        for (const [one, other] of pairs) {
          if (one === null || one === 0) expect(other).toBe(one);
          // A delta keeps the scale of its own minute, a cumulative one that of its stream.
          else expect(Math.abs((other as number) / one - 1)).toBeLessThan(0.1);
        }
      }
    }
  });

  it("count only what was observed in the range, with negative values", async () => {
    const early = Array.from({ length: 30 }, () => [1000, 2000, 4000]);
    const late = Array.from({ length: 10 }, () => [-8, -4, 0, 1, 3]);
    await insertMetrics(
      stores.clickhouseUrl,
      reports("e.late", ago(90.5), [...early, ...late], "cumulative", (values) => exponential(values, 3)),
    );
    const [p10, p50, p99] = await Promise.all(
      [0.1, 0.5, 0.99].map(
        async (ratio) => (await known({ metric: "e.late", ratio, stepMs: 60 * MINUTE }))[0] as number,
      ),
    );
    expect(Math.abs((p10 as number) / -8 - 1)).toBeLessThan(0.1);
    expect(p50).toBe(0);
    expect(Math.abs((p99 as number) / 3 - 1)).toBeLessThan(0.1);
  });
});

describe("explicit histograms", () => {
  const FINE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
  it.each(["cumulative", "delta"] as const)(
    "of %s temporality answer with a value of the rank's bucket",
    async (temporality) => {
      const metric = `x.${temporality}`;
      await insertMetrics(stores.clickhouseUrl, [
        ...reports(metric, ago(30.5), FIRST, temporality, (values) => explicit(values, FINE), {
          attributes: { id: "a" },
        }),
        ...reports(metric, ago(30.2), OTHER, temporality, (values) => explicit(values, FINE), {
          attributes: { id: "b" },
        }),
      ]);
      const all = [...FIRST, ...OTHER].flat();
      for (const ratio of [0.25, 0.5, 0.9, 0.99]) {
        const got = (await known({ metric, ratio, stepMs: 60 * MINUTE }))[0] as number;
        const at = FINE.findIndex((bound) => exact(all, ratio) <= bound);
        expect(got).toBeGreaterThanOrEqual(FINE[at - 1] ?? 0);
        expect(got).toBeLessThanOrEqual(FINE[at] as number);
      }
    },
  );

  it("with different bounds, also of one stream that changed them, are merged", async () => {
    const even = (low: number, high: number) =>
      Array.from({ length: 100 }, (_, index) => low + ((high - low) * (index + 0.5)) / 100);
    await insertMetrics(stores.clickhouseUrl, [
      ...reports("x.bounds", ago(30.5), [even(0, 100)], "delta", (values) => explicit(values, [50, 100]), {
        attributes: { id: "a" },
      }),
      ...reports("x.bounds", ago(30.5), [even(0, 100)], "delta", (values) => explicit(values, [10, 30, 70, 100]), {
        attributes: { id: "b" },
      }),
      ...reports("x.bounds", ago(20.5), [even(0, 100)], "cumulative", (values) => explicit(values, [25, 100]), {
        attributes: { id: "c" },
      }),
    ]);
    for (const ratio of [0.1, 0.5, 0.95]) {
      expect((await known({ metric: "x.bounds", ratio, stepMs: 60 * MINUTE }))[0]).toBeCloseTo(ratio * 100, 0);
    }
  });

  it("are shown greatest mean first, lines without observations not at all", async () => {
    const points = Array.from({ length: 12 }, (_, index) =>
      reports(
        "x.many",
        ago(10.5),
        [index === 3 ? [] : [index + 0.5]],
        "delta",
        (values) => explicit(values, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        {
          attributes: { id: `n${index}` },
        },
      ),
    ).flat();
    await insertMetrics(stores.clickhouseUrl, points);
    const { lines, total } = await ask({ metric: "x.many", ratio: 0.5, groupBy: ["id"], limit: 2 });
    expect(lines.map((line) => line.labels)).toEqual([["n11"], ["n10"]]);
    expect(total).toBe(11);
  });
});

describe("histograms of unknown start", () => {
  it("go on from the stream before, from zero when they lie below it", async () => {
    const stream = (minute: number, observed: readonly number[]) => ({
      metric: "guessed",
      kind: "histogram" as const,
      value: 0,
      start: ago(minute),
      startUnknown: true,
      at: ago(minute),
      ...explicit(observed, [10, 20, 30, 40]),
    });
    const base = times(50, 5);
    await insertMetrics(stores.clickhouseUrl, [
      stream(40, base),
      stream(30, [...base, 15, 15]),
      stream(20, [35, 35, 35, 35]),
    ]);
    // Observed in the range: twice 15, four times 35, and none of what the first point had.
    expect((await known({ metric: "guessed", ratio: 0.3, stepMs: 60 * MINUTE }))[0]).toBeGreaterThan(10);
    expect((await known({ metric: "guessed", ratio: 0.3, stepMs: 60 * MINUTE }))[0]).toBeLessThanOrEqual(20);
    expect(await known({ metric: "guessed", ratio: 1 })).toEqual([20, 40]);
  });
});

describe("summaries", () => {
  it("are shown as they are, the greatest of a line's series", async () => {
    const summary = (id: string, at: number, quantiles: Record<string, number>): TestPoint => ({
      metric: "s",
      kind: "summary",
      start: ago(100),
      at,
      value: 1,
      count: 1,
      quantiles,
      attributes: { id },
    });
    await insertMetrics(stores.clickhouseUrl, [
      summary("a", ago(5.8), { "0.5": 1, "0.9": 4 }),
      summary("a", ago(5.2), { "0.5": 2, "0.9": 5 }),
      summary("b", ago(5.5), { "0.5": 3 }),
    ]);
    expect(await known({ metric: "s", ratio: 0.5, summaries: true })).toEqual([3]);
    expect(await known({ metric: "s", ratio: 0.9, summaries: true })).toEqual([5]);
    expect(await known({ metric: "s", ratio: 0.99, summaries: true })).toEqual([]);
    const { lines } = await ask({ metric: "s", ratio: 0.5, summaries: true, groupBy: ["id"] });
    expect(lines.map((line) => [line.labels[0], ...line.values.filter((value) => value !== null)])).toEqual([
      ["b", 3],
      ["a", 2],
    ]);
  });
});
