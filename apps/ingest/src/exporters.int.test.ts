import { Metadata } from "@grpc/grpc-js";
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
} from "@opentelemetry/sdk-trace-base";
import { getSpan, getTraceSpans, type StoredSpan } from "@plimsoll/telemetry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RealIngest, startRealIngest } from "../test/real-ingest.ts";
import { post } from "../test/requests.ts";
import { KEYS } from "../test/start-test-ingest.ts";

let real: RealIngest;
beforeAll(async () => {
  real = await startRealIngest();
});
afterAll(() => real.stop());

const LINKED = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: TraceFlags.SAMPLED,
};

/** A trace that uses what the SDK offers, made by the SDK itself. */
function recordTrace(): ReadableSpan[] {
  const memory = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      "service.name": "checkout",
      "service.instance.id": "i-1",
      "process.pid": 4711,
      canary: true,
    }),
    spanProcessors: [new SimpleSpanProcessor(memory)],
  });
  const tracer = provider.getTracer("cart", "2.1.0", { schemaUrl: "https://opentelemetry.io/schemas/1.30.0" });
  const root = tracer.startSpan("POST /checkout", {
    kind: SpanKind.SERVER,
    links: [{ context: LINKED, attributes: { reason: "retry", attempt: 2 } }],
    attributes: {
      text: 'quotes " and Zürich 東京 🚢',
      empty: "",
      yes: true,
      no: false,
      int: 42,
      negative: -7,
      large: 9_007_199_254_740_991,
      double: 0.125,
      strings: ["a", "b"],
      ints: [1, 2, 3],
      doubles: [0.5, 1.5],
      booleans: [true, false],
    },
  });
  root.addEvent("cache miss", { key: "cart:1", size: 3 });
  const context: Context = trace.setSpan(ROOT_CONTEXT, root);
  const child = tracer.startSpan(
    "SELECT",
    { kind: SpanKind.CLIENT, attributes: { "db.system": "postgresql", "db.name": "shop" } },
    context,
  );
  child.recordException(new TypeError("no such cart"));
  child.setStatus({ code: SpanStatusCode.ERROR, message: "failed" });
  child.end();
  root.end();
  return memory.getFinishedSpans();
}

function send(exporter: SpanExporter, spans: ReadableSpan[]): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export(spans, (result) =>
      result.error || result.code !== 0 ? reject(result.error ?? new Error("failed")) : resolve(),
    );
  });
}

async function readBack(spans: ReadableSpan[], projectId = "default"): Promise<StoredSpan[]> {
  const traceId = spans[0]?.spanContext().traceId ?? "";
  return (await getTraceSpans(real.client, { projectId, traceId, maxSpans: 100 })).spans;
}

const nanos = ([seconds, nano]: [number, number]): bigint => BigInt(seconds) * 1_000_000_000n + BigInt(nano);

function expectSame(stored: StoredSpan[], sent: ReadableSpan[]): void {
  expect(stored).toHaveLength(sent.length);
  for (const span of sent) {
    const found = stored.find((candidate) => candidate.spanId === span.spanContext().spanId);
    expect(found).toMatchObject({
      parentSpanId: span.parentSpanContext?.spanId ?? null,
      service: "checkout",
      operation: span.name,
      status: ["unset", "ok", "error"][span.status.code],
      statusMessage: span.status.message ?? "",
      startTimeUnixNano: String(nanos(span.startTime)),
      durationNano: String(nanos(span.endTime) - nanos(span.startTime)),
      kind: ["internal", "server", "client", "producer", "consumer"][span.kind],
      attributes: span.attributes,
      resource: { attributes: span.resource.attributes },
      scope: { name: "cart", version: "2.1.0", schemaUrl: "https://opentelemetry.io/schemas/1.30.0" },
      events: span.events.map((event) => ({
        name: event.name,
        timeUnixNano: String(nanos(event.time)),
        attributes: event.attributes ?? {},
      })),
      links: span.links.map((link) => ({
        traceId: link.context.traceId,
        spanId: link.context.spanId,
        attributes: link.attributes ?? {},
      })),
    });
  }
}

describe("the OpenTelemetry SDK's exporters", () => {
  it("HTTP/protobuf: every field comes back", async () => {
    const spans = recordTrace();
    const exporter = new ProtobufExporter({ url: `${real.url}/v1/traces` });
    await send(exporter, spans);
    expectSame(await readBack(spans), spans);
    await exporter.shutdown();
  });

  it("HTTP/JSON with gzip: every field comes back", async () => {
    const spans = recordTrace();
    const exporter = new JsonExporter({ url: `${real.url}/v1/traces`, compression: "gzip" as never });
    await send(exporter, spans);
    expectSame(await readBack(spans), spans);
    await exporter.shutdown();
  });

  it("gRPC with a key: every field comes back, in the key's project", async () => {
    const spans = recordTrace();
    const metadata = new Metadata();
    metadata.set("authorization", `Bearer ${KEYS.ingest}`);
    const exporter = new GrpcExporter({ url: `http://127.0.0.1:${real.ingest.grpcPort}`, metadata });
    await send(exporter, spans);
    expect(await readBack(spans)).toHaveLength(0);
    expectSame(await readBack(spans, "of-the-key"), spans);
    await exporter.shutdown();
  });

  it("an identical export sent again is stored once", async () => {
    const spans = recordTrace();
    const exporter = new ProtobufExporter({ url: `${real.url}/v1/traces` });
    await Promise.all([send(exporter, spans), send(exporter, spans)]);
    await send(exporter, spans);
    const traceId = spans[0]?.spanContext().traceId ?? "";
    const count = await real.client.rows(
      `SELECT count() FROM plimsoll.spans WHERE trace_id = unhex('${traceId}')`,
      (row) => Number(row[0]),
    );
    expect(count).toEqual([spans.length]);
    await exporter.shutdown();
  });

  it("retries while the store is down, and the spans land when it is back", async () => {
    const spans = recordTrace();
    await real.stores.kill("clickhouse", "SIGKILL");
    const refused = await post(
      real.url,
      JSON.stringify({
        resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: "01".repeat(16), spanId: "02".repeat(8) }] }] }],
      }),
    );
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    const exporter = new ProtobufExporter({ url: `${real.url}/v1/traces`, timeoutMillis: 30_000 });
    const sent = send(exporter, spans);
    await real.stores.restart("clickhouse");
    await sent;
    expectSame(await readBack(spans), spans);
    await exporter.shutdown();
  });
});

describe("attribute types beyond the SDK's", () => {
  it("bytes, nested lists, empty values and large integers come back from JSON", async () => {
    const [traceId, spanId] = ["5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"];
    const attributes = [
      { key: "bytes", value: { bytesValue: "AAEC/w==" } },
      { key: "int", value: { intValue: "9223372036854775807" } },
      { key: "integral", value: { doubleValue: 3 } },
      { key: "none", value: {} },
      {
        key: "nested",
        value: {
          kvlistValue: {
            values: [
              {
                key: "list",
                value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: 1 }, { boolValue: true }] } },
              },
            ],
          },
        },
      },
    ];
    const span = {
      traceId,
      spanId,
      flags: 257,
      traceState: "a=1",
      droppedEventsCount: 2,
      startTimeUnixNano: "1544712660000000001",
      endTimeUnixNano: "1544712661000000000",
      attributes,
    };
    const answer = await post(real.url, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    expect(answer.status).toBe(200);
    expect(await getSpan(real.client, { projectId: "default", traceId, spanId })).toMatchObject({
      service: "unknown_service",
      startTimeUnixNano: "1544712660000000001",
      durationNano: "999999999",
      flags: 257,
      traceState: "a=1",
      droppedEventsCount: 2,
      attributes: {
        bytes: "AAEC/w==",
        int: "9223372036854775807",
        integral: 3,
        none: null,
        nested: { list: ["a", 1, true] },
      },
      attributeTypes: { bytes: "bytes", int: "int", integral: "double", none: "empty" },
    });
  });
});
