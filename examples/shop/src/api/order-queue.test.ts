import { context, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openCache, spannedNamespace } from "../shared/cache.ts";
import { createOrderQueue } from "./order-queue.ts";
import { parseOrder } from "./orders.ts";

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const order = (orderId: string) => ({ orderId, productId: 1, quantity: 1 });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});

test("a batch is one consumer span in a trace of its own, linked to the producer of each message", async () => {
  const handled: string[][] = [];
  const queue = createOrderQueue(async (batch) => void handled.push(batch.map(({ orderId }) => orderId)), {
    maxBatch: 2,
    everyMs: 60_000,
  });
  for (const id of ["a", "b", "c"]) await queue.publish(order(id));
  await queue.close();
  expect(handled).toEqual([["a", "b"], ["c"]]);
  const spans = exporter.getFinishedSpans();
  const producers = spans.filter(({ kind }) => kind === SpanKind.PRODUCER);
  const [first] = spans.filter(({ kind }) => kind === SpanKind.CONSUMER);
  expect(producers).toHaveLength(3);
  expect(first?.links.map((link) => link.context.spanId)).toEqual(
    producers.slice(0, 2).map((span) => span.spanContext().spanId),
  );
  expect(producers.map((span) => span.spanContext().traceId)).not.toContain(first?.spanContext().traceId);
  expect(first?.events.map(({ name }) => name)).toEqual(["batch acknowledged"]);
});

test("a closed queue takes no message, and the refusal is an exception of the producer span", async () => {
  const queue = createOrderQueue(async () => undefined, { maxBatch: 2, everyMs: 60_000 });
  await queue.close();
  await expect(queue.publish(order("a"))).rejects.toThrow("takes no more messages");
  expect(exporter.getFinishedSpans()[0]?.events[0]?.name).toBe("exception");
});

test("each look-up is a span that says whether it hit, and callers of one key share one load", async () => {
  const cache = openCache();
  const products = spannedNamespace<{ name: string }>(cache, "products", { ttlMs: 60_000 });
  let loads = 0;
  const load = async () => {
    loads += 1;
    return { name: "lamp" };
  };
  await Promise.all([products.get("1", load), products.get("1", load)]);
  await products.get("1", load);
  await cache.close();
  expect(loads).toBe(1);
  const lookUps = exporter.getFinishedSpans().filter(({ name }) => name === "cache.get products");
  expect(lookUps.map(({ attributes }) => attributes["cache.hit"])).toEqual([false, true, true]);
});

test.each([
  [null, "productId"],
  [{ productId: "1", quantity: 0 }, "quantity"],
  [{ productId: "1", quantity: 1.5 }, "quantity"],
  [{ productId: "1", quantity: 21 }, "quantity"],
])("an order of %j is refused", (body, named) => {
  expect(() => parseOrder(body)).toThrow(named);
});
