import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startPostgres, startRedis, type TestBackend } from "./testing/backends.ts";
import { appJob, Harness } from "./testing/harness.ts";
import { until } from "./testing/until.ts";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const BACKENDS: [string, () => Promise<TestBackend>][] = [
  ["PostgreSQL", startPostgres],
  ["Redis", startRedis],
];

const spansOf = (kind: SpanKind): ReadableSpan[] => exporter.getFinishedSpans().filter((span) => span.kind === kind);

describe.each(BACKENDS)("traces of jobs on %s", (_name, start) => {
  let backend: TestBackend;
  let harness: Harness;
  beforeAll(async () => {
    provider.register();
    backend = await start();
    harness = new Harness(backend.options);
  });
  beforeEach(() => exporter.reset());
  afterAll(async () => {
    await harness?.close();
    await backend?.stop();
    trace.disable();
    context.disable();
  });

  it("go from the enqueue call through every attempt, and lead to the job", async () => {
    const queue = harness.newQueue();
    const caller = trace.getTracer("test").startSpan("request");
    const id = await context.with(trace.setSpan(context.active(), caller), () =>
      harness.add(queue, 1, { name: "send" }),
    );
    caller.end();
    const { records } = harness.work(queue, async (job) => {
      trace.getTracer("test").startSpan("inside").end();
      expect(job.traceId).toBe(caller.spanContext().traceId);
      if (job.attempt === 1) throw new Error("not yet");
    });
    await until(() => records.length === 2 && spansOf(SpanKind.CONSUMER).length === 2);
    const [added] = spansOf(SpanKind.PRODUCER);
    expect(added?.parentSpanContext?.spanId).toBe(caller.spanContext().spanId);
    const attributes = {
      "messaging.system": "bullmq",
      "messaging.destination.name": queue.slice("default.".length),
      "messaging.message.id": id,
      "plimsoll.job.source": "apps",
    };
    expect(added?.attributes).toEqual(attributes);
    const [first, second] = spansOf(SpanKind.CONSUMER);
    for (const span of [first, second]) {
      expect(span?.parentSpanContext?.spanId).toBe(added?.spanContext().spanId);
      expect(span?.attributes).toMatchObject({ ...attributes, "bullmq.job.name": "send" });
    }
    expect(first?.status).toEqual({ code: SpanStatusCode.ERROR, message: "not yet" });
    expect(second?.status.code).toBe(SpanStatusCode.UNSET);
    expect(records.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      [first?.spanContext().traceId, first?.spanContext().spanId],
      [second?.spanContext().traceId, second?.spanContext().spanId],
    ]);
    const inside = exporter.getFinishedSpans().filter(({ name }) => name === "inside");
    expect(inside.map((span) => span.parentSpanContext?.spanId)).toEqual(
      [first, second].map((span) => span?.spanContext().spanId),
    );
    expect((await harness.store.get(queue, id))?.traceId).toBe(caller.spanContext().traceId);
    // The queue's own bookkeeping and its statements to the store make none.
    expect(exporter.getFinishedSpans()).toHaveLength(6);
  });

  it("begin anew for each of many jobs, with a link to the call that added them", async () => {
    const queue = harness.newQueue();
    const added = await harness.store.add(queue, [appJob(1), appJob(2), appJob(3)]);
    const { records } = harness.work(queue, async () => "done");
    await until(() => records.length === 3 && spansOf(SpanKind.CONSUMER).length === 3);
    const [producer] = spansOf(SpanKind.PRODUCER);
    expect(producer?.attributes["messaging.batch.message_count"]).toBe(3);
    const runs = spansOf(SpanKind.CONSUMER);
    expect(new Set(runs.map((span) => span.spanContext().traceId)).size).toBe(3);
    for (const span of runs) {
      expect(span.parentSpanContext).toBeUndefined();
      expect(span.links.map((link) => link.context.spanId)).toEqual([producer?.spanContext().spanId]);
    }
    expect((await harness.store.get(queue, added[0]?.id ?? ""))?.traceId).toBeNull();
  });
});
