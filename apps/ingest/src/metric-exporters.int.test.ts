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
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RealIngest, startRealIngest } from "../test/real-ingest.ts";
import { KEYS } from "../test/start-test-ingest.ts";

let real: RealIngest;
beforeAll(async () => {
  real = await startRealIngest();
});
afterAll(() => real.stop());

const preferences = [AggregationTemporalityPreference.CUMULATIVE, AggregationTemporalityPreference.DELTA];
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
  preferences.map((preference) => [transport, AggregationTemporalityPreference[preference], preference] as const),
);

/** Records with every instrument of the SDK and exports twice. */
async function exportTwice(exporter: PushMetricExporter, service: string): Promise<void> {
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
  const histogram = meter.createHistogram("histogram", { unit: "s", advice: { explicitBucketBoundaries: [1, 10] } });
  const exponential = meter.createHistogram("exponential");
  meter.createObservableCounter("observed-counter").addCallback((result) => result.observe(70));
  meter.createObservableUpDownCounter("observed-up-down").addCallback((result) => result.observe(-3));
  meter.createObservableGauge("observed-gauge").addCallback((result) => result.observe(0.5, { cpu: 1 }));
  for (const step of [1, 2]) {
    counter.add(5 * step, { route: "/a", cold: true });
    upDown.add(step === 1 ? 4 : -3);
    gauge.record(100 * step);
    for (const value of [0.5, 5, 50]) histogram.record(value * step);
    for (const value of [0, 1, 2, 4]) exponential.record(value * step);
    // A first point at the very millisecond of its start would say, as OTLP has it, that its start is not known.
    const recordedAt = Date.now();
    await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(recordedAt + 1);
    await provider.forceFlush();
  }
  await provider.shutdown();
}

interface Point {
  metric: string;
  kind: number;
  temporality: number;
  monotonic: number;
  value: number;
  figures: unknown[];
}
/** The points of a service, by metric and time. */
async function readPoints(service: string, projectId: string): Promise<Point[]> {
  const numbers = (list: unknown): number[] => (list as unknown[]).map(Number);
  return real.client.rows(
    `SELECT metric, kind, temporality, monotonic, value, count, bounds, counts, has_start, start_ts <= ts
     FROM plimsoll.metric_points WHERE project_id = '${projectId}'
       AND series_id IN (SELECT series_id FROM plimsoll.metric_series WHERE service = '${service}')
     ORDER BY metric, ts`,
    (row) => ({
      metric: String(row[0]),
      kind: Number(row[1]),
      temporality: Number(row[2]),
      monotonic: Number(row[3]),
      value: Number(row[4]),
      figures: [Number(row[5]), numbers(row[6]), numbers(row[7]), Number(row[8]), Number(row[9])],
    }),
  );
}

describe("the SDK's exporters, unmodified", () => {
  it.each(cases)(
    "%s, %s: every instrument comes in with its kind, temporality and values",
    async (transport, name, preference) => {
      const service = `${transport} ${name}`;
      await exportTwice(transports[transport]!(preference), service);
      const points = await readPoints(service, transport === "gRPC" ? "of-the-key" : "default");
      const isDelta = preference === AggregationTemporalityPreference.DELTA;
      // The third export is that of the shutdown.
      const of = (metric: string): Point[] => points.filter((point) => point.metric === metric).slice(0, 2);
      const values = (metric: string): number[] => of(metric).map(({ value }) => value);
      const shape = (metric: string): number[][] =>
        of(metric).map(({ kind, temporality, monotonic }) => [kind, temporality, monotonic]);
      const temporality = isDelta ? 1 : 2;

      expect(shape("counter")).toEqual([
        [2, temporality, 1],
        [2, temporality, 1],
      ]);
      expect(values("counter")).toEqual(isDelta ? [5, 10] : [5, 15]);
      // The SDK's delta preference leaves up-down counters cumulative.
      expect(shape("up-down")).toEqual([
        [2, 2, 0],
        [2, 2, 0],
      ]);
      expect(values("up-down")).toEqual([4, 1]);
      expect(shape("gauge")).toEqual([
        [1, 0, 0],
        [1, 0, 0],
      ]);
      expect(values("gauge")).toEqual([100, 200]);
      expect(values("observed-counter").at(0)).toBe(70);
      expect(values("observed-up-down").at(-1)).toBe(-3);
      expect(values("observed-gauge")).toEqual([0.5, 0.5]);
      expect(shape("histogram")).toEqual([
        [3, temporality, 0],
        [3, temporality, 0],
      ]);
      expect(values("histogram")).toEqual(isDelta ? [55.5, 111] : [55.5, 166.5]);
      const hasStart = isDelta ? 0 : 1;
      expect(of("histogram").map(({ figures }) => figures)).toEqual(
        isDelta
          ? [
              [3, [1, 10], [1, 1, 1], hasStart, 1],
              [3, [1, 10], [1, 1, 1], hasStart, 1],
            ]
          : [
              [3, [1, 10], [1, 1, 1], hasStart, 1],
              [6, [1, 10], [2, 2, 2], hasStart, 1],
            ],
      );
      expect(shape("exponential")).toEqual([
        [4, temporality, 0],
        [4, temporality, 0],
      ]);
      expect(of("exponential").map(({ figures }) => figures[0])).toEqual(isDelta ? [4, 4] : [4, 8]);
    },
  );

  it("describes each series once: name of the service, unit, labels and resource", async () => {
    const rows = await real.client.rows(
      `SELECT unit, description, scope, attributes, resource['host.name'], count() FROM plimsoll.metric_series
       WHERE project_id = 'default' AND service = 'HTTP protobuf CUMULATIVE' AND metric = 'counter'
       GROUP BY ALL`,
      (row) => row.slice(0, 6),
    );
    expect(rows).toEqual([["{order}", "Orders.", "shop", { route: "/a", cold: "true" }, "h1", expect.anything()]]);
  });
});
