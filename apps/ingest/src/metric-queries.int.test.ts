import { Metadata } from "@grpc/grpc-js";
import { AggregationTemporalityPreference } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as GrpcExporter } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPMetricExporter as JsonExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import { metricsQueryInputSchema } from "@plimsoll/core";
import { listMetricLabels, listMetricNames, type Platform, queryMetric } from "@plimsoll/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RealIngest, startRealIngest } from "../test/real-ingest.ts";
import { KEYS } from "../test/start-test-ingest.ts";

let real: RealIngest;
beforeAll(async () => {
  real = await startRealIngest();
});
afterAll(() => real.stop());

const { CUMULATIVE, DELTA } = AggregationTemporalityPreference;
const transports: Record<string, (temporalityPreference: AggregationTemporalityPreference) => PushMetricExporter> = {
  "HTTP protobuf": (temporalityPreference) =>
    new ProtobufExporter({ url: `${real.url}/v1/metrics`, temporalityPreference }),
  "HTTP JSON": (temporalityPreference) => new JsonExporter({ url: `${real.url}/v1/metrics`, temporalityPreference }),
  gRPC: (temporalityPreference) => {
    const metadata = new Metadata();
    metadata.set("authorization", `Bearer ${KEYS.ingest}`);
    return new GrpcExporter({ url: `http://127.0.0.1:${real.ingest.grpcPort}`, metadata, temporalityPreference });
  },
};
const cases = Object.keys(transports).flatMap((transport) =>
  [CUMULATIVE, DELTA].map(
    (preference) => [transport, AggregationTemporalityPreference[preference], preference] as const,
  ),
);

const FIRST = [
  [0.5, 5, 50],
  [20, 3],
];
const SECOND = [[7, 700]];
const SEEN = [...FIRST, ...SECOND].flat();

/** One life of a process: every instrument of the SDK, an export after each batch. */
async function live(exporter: PushMetricExporter, service: string, batches: readonly number[][]): Promise<void> {
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ "service.name": service, "host.name": "h1" }),
    readers: [reader],
    views: [{ instrumentName: "exponential", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter("shop");
  const counter = meter.createCounter("counter", { unit: "{order}", description: "Orders." });
  const upDown = meter.createUpDownCounter("up-down");
  const gauge = meter.createGauge("gauge", { unit: "By" });
  const histogram = meter.createHistogram("histogram", {
    unit: "s",
    advice: { explicitBucketBoundaries: [1, 10, 100] },
  });
  const exponential = meter.createHistogram("exponential");
  let observed = 0;
  meter.createObservableCounter("observed-counter").addCallback((result) => result.observe((observed += 10)));
  meter.createObservableUpDownCounter("observed-up-down").addCallback((result) => result.observe(-3));
  meter.createObservableGauge("observed-gauge").addCallback((result) => result.observe(0.5, { cpu: 1 }));
  for (const batch of batches) {
    for (const value of batch) {
      counter.add(value, { route: value < 10 ? "/a" : "/b" });
      upDown.add(1);
      gauge.record(value);
      histogram.record(value);
      exponential.record(value);
    }
    // A first point at the very millisecond of its start would say, as OTLP has it, that its start is not known.
    const recordedAt = Date.now();
    await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(recordedAt + 1);
    await provider.forceFlush();
  }
  await provider.shutdown();
}

const platform = () => ({ telemetry: real.client }) as unknown as Platform;
const range = () => ({
  from: new Date(Date.now() - 600_000).toISOString(),
  to: new Date(Date.now() + 120_000).toISOString(),
});
const total = (values: readonly (number | null)[] = []) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

describe("the SDK's metrics, asked for", () => {
  it.each(cases)(
    "%s, %s: a restarted process gives true figures for every instrument",
    async (transport, name, preference) => {
      const service = `${transport} ${name}`;
      const projectId = transport === "gRPC" ? "of-the-key" : "default";
      await live(transports[transport]!(preference), service, FIRST);
      await live(transports[transport]!(preference), service, SECOND);
      const where = [{ label: "service", op: "=", values: [service] }];
      const ask = (metric: string, aggregation: string, more: object = {}) =>
        queryMetric(
          platform(),
          { projectId },
          metricsQueryInputSchema.parse({ ...range(), metric, aggregation, where, ...more }),
        );
      const totalOf = async (metric: string, aggregation: string) =>
        total((await ask(metric, aggregation)).series[0]?.values);
      const last = async (metric: string, aggregation: string) =>
        (await ask(metric, aggregation)).series[0]?.values.findLast((value) => value !== null);

      const sum = SEEN.reduce((all, value) => all + value, 0);
      expect(await totalOf("counter", "increase")).toBeCloseTo(sum, 6);
      const grouped = await ask("counter", "increase", { groupBy: ["route", "resource.host.name"], stepMs: 5_000 });
      expect(grouped.unit).toBe("{order}");
      expect(Object.fromEntries(grouped.series.map((each) => [each.labels["route"], total(each.values)]))).toEqual({
        "/a": 15.5,
        "/b": 770,
      });
      expect(grouped.series[0]?.labels["resource.host.name"]).toBe("h1");
      // Two exports and that of the shutdown, then one and another. The SDK says of an observed counter that it begins
      // when it is first observed: what the first process had by then is not known to be growth.
      const grown = await totalOf("observed-counter", "increase");
      expect(preference === DELTA ? [50] : [40, 50]).toContain(grown);
      expect(await last("gauge", "last")).toBe(700);
      expect(await last("observed-gauge", "avg")).toBe(0.5);
      expect(await last("observed-up-down", "sum")).toBe(-3);
      expect(await last("up-down", "last")).toBe(2);
      for (const metric of ["histogram", "exponential"]) {
        expect(await totalOf(metric, "count")).toBe(SEEN.length);
        expect(await totalOf(metric, "sum")).toBeCloseTo(sum, 6);
      }
      const whole = { stepMs: 3_600_000 };
      const percentile = async (metric: string, aggregation: string) => {
        const { series } = await ask(metric, aggregation, whole);
        return series[0]?.values.findLast((value) => value !== null) ?? Number.NaN;
      };
      // The middle one of the seven is 7: in (1, 10]. The SDK begins at a scale of 20 and lowers it as values spread.
      expect(await percentile("histogram", "p50")).toBeGreaterThan(1);
      expect(await percentile("histogram", "p50")).toBeLessThanOrEqual(10);
      expect(Math.abs((await percentile("exponential", "p50")) / 7 - 1)).toBeLessThan(0.05);
      expect(Math.abs((await percentile("exponential", "p99")) / 700 - 1)).toBeLessThan(0.05);
    },
  );

  it("has names, labels, rates, and clear errors for what cannot be asked", async () => {
    const service = "HTTP protobuf CUMULATIVE";
    const { items } = await listMetricNames(platform(), { projectId: "default", ...range(), service, limit: 200 });
    expect(items.map((item) => [item.name, item.type, item.temporality, item.monotonic])).toEqual([
      ["counter", "sum", "cumulative", true],
      ["exponential", "exponentialHistogram", "cumulative", null],
      ["gauge", "gauge", null, null],
      ["histogram", "histogram", "cumulative", null],
      ["observed-counter", "sum", "cumulative", true],
      ["observed-gauge", "gauge", null, null],
      ["observed-up-down", "sum", "cumulative", false],
      ["up-down", "sum", "cumulative", false],
    ]);
    const labels = await listMetricLabels(platform(), {
      projectId: "default",
      ...range(),
      metric: "counter",
      limit: 9,
    });
    expect(labels.labels.map((each) => each.label)).toEqual(
      expect.arrayContaining(["route", "service", "resource.host.name"]),
    );
    const ask = (metric: string, aggregation: string) =>
      queryMetric(
        platform(),
        { projectId: "default" },
        metricsQueryInputSchema.parse({ ...range(), metric, aggregation }),
      );
    const rate = await ask("counter", "rate");
    expect(rate.unit).toBe("{order}/s");
    expect(rate.notes).toEqual([expect.stringMatching(/^\d+ resets of counters were found/)]);
    expect(rate.times).toHaveLength(rate.series[0]?.values.length ?? 0);
    expect(await ask("none", "avg")).toMatchObject({ series: [], moreSeries: 0, exemplars: [], notes: [] });
    await expect(ask("gauge", "rate")).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringContaining("a gauge has avg"),
    });
    await expect(ask("counter", "p99")).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(ask("histogram", "last")).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
