import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { TraceState } from "@opentelemetry/core";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { describe, expect, it } from "vitest";
import { type EncodedSpans, SendingSpanProcessor } from "./sending-span-processor.ts";

/** Records spans, as they are and as they are sent. */
function record() {
  const memory = new InMemorySpanExporter();
  const sent: EncodedSpans[] = [];
  const answers: (() => void)[] = [];
  let answer = true;
  const processor = new SendingSpanProcessor({
    export(spans, done) {
      sent.push(spans);
      if (answer) done({ code: 0 });
      else answers.push(() => done({ code: 1, error: new Error("gone") }));
    },
    shutdown: () => Promise.resolve(),
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "test", "process.pid": 12 }),
    spanProcessors: [new SimpleSpanProcessor(memory), processor],
  });
  const hold = () => {
    answer = false;
  };
  return { memory, sent, answers, processor, provider, hold };
}

/** What OpenTelemetry's own exporter makes of the spans. */
const reference = (spans: ReadableSpan[]) => Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? []);

const VALUES: Attributes = {
  text: "plain",
  empty: "",
  wide: "Grüße 🚢",
  long: "x".repeat(300),
  longWide: "ü".repeat(20_000),
  yes: true,
  zero: 0,
  small: 127,
  byte: 128,
  large: 2 ** 40 + 3,
  largest: Number.MAX_SAFE_INTEGER,
  beyond: 2 ** 62,
  negative: -7,
  fraction: 0.25,
  infinite: Number.POSITIVE_INFINITY,
  texts: ["a", "b".repeat(200)],
  numbers: [1, 2.5, -3],
  flags: [true, false],
  none: [],
};

describe("spans that are sent", () => {
  it("are encoded byte for byte as OpenTelemetry's own exporter encodes them", async () => {
    const { memory, sent, processor, provider } = record();
    const tracer = provider.getTracer("first", "1.2.3", { schemaUrl: "https://example.org/schema" });
    const remote: SpanContext = {
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      traceFlags: 1,
      isRemote: true,
      traceState: new TraceState("vendor=value"),
    };
    const parent = trace.setSpanContext(ROOT_CONTEXT, remote);
    tracer.startSpan("bare").end();
    const full = tracer.startSpan(
      "full",
      {
        kind: SpanKind.CONSUMER,
        attributes: VALUES,
        links: [{ context: remote, attributes: { why: "fan-out" } }, { context: { ...remote, isRemote: false } }],
        startTime: [1_800_000_000, 999_999_999],
      },
      parent,
    );
    full.addEvent("something", { at: 3 });
    full.recordException(new Error("no"));
    full.setStatus({ code: SpanStatusCode.ERROR, message: "it failed" });
    full.end([4_294_967_296 * 2, 5]);
    const other = provider.getTracer("second").startSpan("other", {}, context.active());
    other.setStatus({ code: SpanStatusCode.OK });
    other.end();
    for (let at = 0; at < 50; at++) tracer.startSpan(`many ${at}`, { attributes: { at } }, parent).end();
    await processor.forceFlush();
    const spans = memory.getFinishedSpans();
    expect(sent.map(({ count }) => count)).toEqual([spans.length]);
    expect(Buffer.from(sent[0]?.bytes ?? []).equals(reference(spans))).toBe(true);
  });

  it("go one request at a time, and none is lost to the room that a slow receiver leaves", async () => {
    const { sent, answers, processor, provider, hold } = record();
    hold();
    const tracer = provider.getTracer("busy");
    const start = (count: number) => {
      for (let at = 0; at < count; at++) tracer.startSpan("s", { attributes: { text: "x".repeat(1_000) } }).end();
    };
    start(300);
    expect(sent).toHaveLength(1);
    start(300);
    expect(sent).toHaveLength(1);
    answers.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(sent).toHaveLength(2);
    const closed = processor.shutdown();
    while (answers.length > 0) {
      answers.shift()?.();
      await new Promise(setImmediate);
    }
    await closed;
    expect(sent.reduce((sum, { count }) => sum + count, 0)).toBe(600);
    start(1);
    await processor.forceFlush();
    expect(sent.reduce((sum, { count }) => sum + count, 0)).toBe(600);
  });

  it("are dropped when too many wait", async () => {
    const { sent, answers, provider, hold } = record();
    hold();
    const tracer = provider.getTracer("flood");
    for (let at = 0; at < 6_000; at++) tracer.startSpan("s", { attributes: { text: "x".repeat(1_000) } }).end();
    answers.shift()?.();
    await new Promise(setImmediate);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.count).toBeGreaterThan(3_000);
    expect(sent[1]?.count).toBeLessThan(5_000);
  });
});
