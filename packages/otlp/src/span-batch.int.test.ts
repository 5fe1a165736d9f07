import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedRows } from "./testing/expected-rows.ts";
import { NativeTable } from "./testing/native-table.ts";
import { Random, type RandomRequest, randomRequest } from "./testing/random-requests.ts";
import { encodeTraceRequest } from "./testing/trace-proto.ts";
import { encodeJsonTraceRequest } from "./json/encode-json-request.ts";
import { SpanBatch } from "./span-batch.ts";

let table: NativeTable;
beforeAll(() => {
  table = new NativeTable();
});
afterAll(() => table.close());

/** What protobufjs takes for OTLP JSON, with ids in hex and doubles that JSON cannot hold as strings. */
function toOtlpJson(request: RandomRequest): Uint8Array {
  const text = JSON.stringify(request, function (this: Record<string, unknown>, key: string, value: unknown) {
    const raw = this[key];
    if (raw instanceof Uint8Array) return Buffer.from(raw).toString(key.endsWith("Id") ? "hex" : "base64");
    if (typeof raw === "number" && (!Number.isFinite(raw) || Object.is(raw, -0))) {
      return Object.is(raw, -0) ? "-0" : String(raw);
    }
    return value;
  });
  return new TextEncoder().encode(text);
}

function expectSameRows(requests: RandomRequest[]): void {
  const wanted = requests.flatMap((request) => expectedRows(request, "default"));
  const rows = table.rows();
  expect(rows).toHaveLength(wanted.length);
  for (const [index, row] of rows.entries()) expect(row).toMatchObject(wanted[index] ?? {});
}

describe("SpanBatch against the engine and a reference", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("keeps every field of random protobuf requests, seed %i", (seed) => {
    const random = new Random(seed);
    const requests = Array.from({ length: 12 }, () => randomRequest(random));
    const batch = new SpanBatch();
    for (const request of requests) batch.append(encodeTraceRequest(request), "default", 1_700_000_000_000);
    table.load(batch.toNative());
    expectSameRows(requests);
  });

  it.each([11, 12, 13, 14])("keeps every field of random JSON requests, seed %i", (seed) => {
    const random = new Random(seed);
    const requests = Array.from({ length: 12 }, () => randomRequest(random));
    const batch = new SpanBatch();
    for (const request of requests) {
      batch.append(encodeJsonTraceRequest(toOtlpJson(request)), "default", 1_700_000_000_000);
    }
    table.load(batch.toNative());
    expectSameRows(requests);
  });

  it("gives the same block after other requests were undone, failed or reset", () => {
    const random = new Random(99);
    const kept = Array.from({ length: 20 }, () => randomRequest(random));
    const batch = new SpanBatch();
    batch.append(encodeTraceRequest(randomRequest(random)), "other", 1);
    batch.reset();
    for (const request of kept) {
      batch.append(encodeTraceRequest(request), "default", 1_700_000_000_000);
      const extra = encodeTraceRequest(randomRequest(random));
      batch.append(extra, "undone", 1_700_000_000_000);
      batch.undoLast();
      const broken = Buffer.concat([extra, Buffer.from([0x0a, 0x7f])]);
      expect(() => batch.append(broken, "failed", 1_700_000_000_000)).toThrow(/past the end/);
    }
    table.load(batch.toNative());
    expectSameRows(kept);
    const clean = new SpanBatch();
    for (const request of kept) clean.append(encodeTraceRequest(request), "default", 1_700_000_000_000);
    expect(Buffer.concat(batch.toNative()).equals(Buffer.concat(clean.toNative()))).toBe(true);
  });

  it("widens dictionary indexes beyond 256 and 65,536 distinct names", () => {
    for (const count of [255, 256, 257, 65_535, 65_536, 70_000]) {
      const random = new Random(count);
      const spans = Array.from({ length: count }, (_, index) => ({
        traceId: random.bytes(16),
        spanId: random.bytes(8),
        name: `operation ${index}`,
      }));
      const batch = new SpanBatch();
      batch.append(encodeTraceRequest({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), "default", 1_700_000_000_000);
      table.load(batch.toNative());
      const names = table.rows().map((row) => row["name"]);
      expect(names).toEqual(spans.map((span) => span.name));
    }
  });
});
