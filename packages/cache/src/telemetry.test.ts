import { metrics, trace } from "@opentelemetry/api";
import { type DataPoint, MeterProvider, MetricReader, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCache } from "./cache.ts";
import { memoryStore } from "./testing/memory-store.ts";

class TestReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}
const spans = new InMemorySpanExporter();
let reader: TestReader;

beforeEach(() => {
  reader = new TestReader();
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
});
afterEach(() => {
  metrics.disable();
  trace.disable();
  spans.reset();
});

/** As an exporter does in its second interval: the first time counters begin at zero. */
async function collect(): Promise<Map<string, number>> {
  await collectOnce();
  return collectOnce();
}

/** Every series as `metric {attributes}`, with its value or, of a histogram, its count. */
async function collectOnce(): Promise<Map<string, number>> {
  const { resourceMetrics }: { resourceMetrics: ResourceMetrics } = await reader.collect();
  const series = new Map<string, number>();
  for (const metric of resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)) {
    for (const { attributes, value } of metric.dataPoints as DataPoint<number | { count: number }>[]) {
      const labels = Object.values(attributes).join(" ");
      series.set(`${metric.descriptor.name} ${labels}`.trim(), typeof value === "number" ? value : value.count);
    }
  }
  return series;
}

describe("telemetry", () => {
  it("counts reads by result and tier, and what making values took", async () => {
    const store = memoryStore();
    const [one, other] = [createCache({ store }), createCache({ store })];
    await Promise.all([1, 2, 3].map(() => one.namespace("users").getOrSet("ada", () => "Ada")));
    await one.namespace("users").getOrSet("ada", () => "Ada");
    await other
      .namespace("people")
      .getOrSet("ada", () => Promise.reject(new TypeError("no")))
      .catch(() => undefined);
    await other.namespace("users").getOrSet("ada", () => "Ada");
    const series = await collect();
    // Of both caches together.
    expect(series.get("cache.requests users hit l1")).toBe(1);
    expect(series.get("cache.requests users hit l2")).toBe(1);
    expect(series.get("cache.requests users miss none")).toBe(1);
    expect(series.get("cache.requests people miss none")).toBe(1);
    expect(series.get("cache.errors people factory")).toBe(1);
    expect(series.get("cache.factory.duration users")).toBe(1);
    expect(series.get("cache.factory.duration people TypeError")).toBe(1);
    expect(series.get("cache.entry.ttl users")).toBe(1);
    expect(series.get("cache.entries")).toBe(2);
    expect(series.get("cache.size")).toBeGreaterThan(0);
    expect(series.get("cache.capacity")).toBe(2 * 64 * 1024 * 1024);
    await Promise.all([one.close(), other.close()]);
  });

  it("begins at zero, so that what came before the first collection counts in the next", async () => {
    const cache = createCache();
    const early = cache.namespace("early");
    await early.getOrSet("ada", () => 1);
    await early.getOrSet("bob", () => Promise.reject(new Error("no"))).catch(() => undefined);
    const first = await collectOnce();
    expect(first.get("cache.requests early miss none")).toBe(0);
    expect(first.get("cache.errors early factory")).toBe(0);
    const second = await collectOnce();
    expect(second.get("cache.requests early miss none")).toBe(2);
    expect(second.get("cache.errors early factory")).toBe(1);
    await cache.close();
  });

  it("counts callers that waited for another one's value, and what left for want of room", async () => {
    const cache = createCache({ memory: { maxEntries: 10 } });
    const users = cache.namespace("users");
    await Promise.all(Array.from({ length: 5 }, () => users.getOrSet("ada", () => 1)));
    for (let index = 0; index < 30; index += 1) await users.set(`${index}`, index);
    const series = await collect();
    expect(series.get("cache.coalesced users")).toBe(4);
    expect(series.get("cache.requests users miss none")).toBe(1);
    expect(series.get("cache.evictions users")).toBe(21);
    expect(series.get("cache.entries")).toBe(10);
    await cache.close();
  });

  it("has a span for each run of a factory", async () => {
    const cache = createCache();
    const users = cache.namespace("users");
    await users.getOrSet("ada", () => 1);
    await users.getOrSet("ada", () => 1);
    await users.getOrSet("bob", () => Promise.reject(new Error("no"))).catch(() => undefined);
    const made = spans
      .getFinishedSpans()
      .map(({ name, status, attributes }) => ({ name, code: status.code, attributes }));
    const attributes = { "cache.namespace": "users" };
    expect(made).toEqual([
      { name: "cache.load users", code: 0, attributes },
      { name: "cache.load users", code: 2, attributes },
    ]);
    await cache.close();
  });

  it("adds no series for a million keys", { timeout: 100_000 }, async () => {
    trace.disable();
    const cache = createCache({ memory: { maxBytes: 1_000_000 } });
    const users = cache.namespace("users", { ttlMs: 1_000 });
    const ask = (from: number, to: number) =>
      Promise.all(Array.from({ length: to - from }, (_, index) => users.getOrSet(`key ${from + index}`, () => null)));
    await ask(0, 10_000);
    await ask(9_990, 10_000);
    await ask(0, 10);
    const before = [...(await collect()).keys()];
    for (let from = 10_000; from < 100_000; from += 1_000) await ask(from, from + 1_000);
    for (let from = 100_000; from < 1_000_000; from += 1_000)
      await users.getMany(Array.from({ length: 1_000 }, (_, index) => `key ${from + index}`));
    const after = await collect();
    expect([...after.keys()]).toEqual(before);
    expect(after.get("cache.requests users miss none")).toBeGreaterThanOrEqual(1_000_000);
    console.log(`1,000,000 keys: ${before.length} series before, ${after.size} after`);
    await cache.close();
  });
});
