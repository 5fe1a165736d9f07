import { describe, expect, it } from "vitest";
import { Random, randomRequest } from "./testing/random-requests.ts";
import { encodeTraceRequest } from "./testing/trace-proto.ts";
import { SpanBatch } from "./span-batch.ts";
import { MalformedRequest } from "./wire/malformed-request.ts";

const NOW = 1_700_000_000_000;
const traceId = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
const spanId = Uint8Array.from({ length: 8 }, (_, index) => index + 101);

function requestOf(...spans: object[]): Uint8Array {
  return encodeTraceRequest({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}
function nativeOf(batch: SpanBatch): string {
  return Buffer.concat(batch.toNative()).toString("latin1");
}
/** A length-delimited field around `content`. */
function field(number: number, content: Uint8Array): Uint8Array {
  const size: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    size.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Uint8Array.of((number << 3) | 2, ...size), content]);
}
/** A request with one span that has `extra` bytes among its fields. */
function requestWithSpanBytes(extra: Uint8Array): Uint8Array {
  const span = Buffer.concat([field(1, traceId), field(2, spanId), extra]);
  return field(1, field(2, field(2, span)));
}

describe("SpanBatch.append", () => {
  it("counts spans with bad ids or times as rejected, with the reasons", () => {
    const good = { traceId, spanId, name: "good" };
    const result = new SpanBatch().append(
      requestOf(
        good,
        { ...good, traceId: new Uint8Array(16) },
        { ...good, spanId: new Uint8Array(8) },
        { ...good, traceId: traceId.subarray(0, 8) },
        { ...good, spanId: new Uint8Array(0) },
        { ...good, parentSpanId: Uint8Array.of(1, 2) },
        { ...good, startTimeUnixNano: "18446744073709551615" },
        { ...good, startTimeUnixNano: "4294967296000000000" },
      ),
      "default",
      NOW,
    );
    expect(result).toMatchObject({ accepted: 1, rejected: 7 });
    expect(result.message).toContain("7 spans rejected: 2 × the trace id must be 16 bytes, not all zero");
    expect(result.message).toContain("2 × the start and end times");
  });

  it("accepts empty requests and messages without spans", () => {
    const batch = new SpanBatch();
    for (const empty of [new Uint8Array(0), encodeTraceRequest({ resourceSpans: [{}] }), requestOf()]) {
      expect(batch.append(empty, "default", NOW)).toEqual({ accepted: 0, rejected: 0, message: "", identity: null });
    }
    expect(batch.toNative()).toEqual([]);
  });

  it.each([
    ["a truncated varint", Uint8Array.of(0x30, 0xff)],
    ["a varint of eleven bytes", Uint8Array.of(0x30, ...Array.from({ length: 10 }, () => 0xff), 1)],
    ["a length past the end", Uint8Array.of(0x2a, 0x7f, 0x61)],
    ["a length of 4 GiB", Uint8Array.of(0x2a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
    ["a name as varint", Uint8Array.of(0x28, 1)],
    ["a kind as bytes", Uint8Array.of(0x32, 1, 1)],
    ["a start time as varint", Uint8Array.of(0x38, 1)],
    ["flags as varint", Uint8Array.of(0x80, 0x01, 1)],
    ["field number 0", Uint8Array.of(0x02, 0)],
    ["wire type 7", Uint8Array.of(0xff, 0x01)],
    ["a group that does not end", Uint8Array.of(0xa3, 0x06, 0x08, 1)],
    ["a group that ends with another number", Uint8Array.of(0xa3, 0x06, 0xac, 0x06)],
    ["an end of a group that did not start", Uint8Array.of(0xa4, 0x06)],
    ["a truncated fixed64", Uint8Array.of(0x39, 1, 2, 3)],
    ["an attribute whose value is a varint", field(9, Uint8Array.of(0x10, 1))],
    ["an int value as bytes", field(9, field(2, Uint8Array.of(0x1a, 1, 1)))],
  ])("refuses %s", (_name, bytes) => {
    const batch = new SpanBatch();
    batch.append(requestOf({ traceId, spanId, name: "before" }), "default", NOW);
    const before = nativeOf(batch);
    expect(() => batch.append(requestWithSpanBytes(bytes), "default", NOW)).toThrow(MalformedRequest);
    expect(nativeOf(batch)).toBe(before);
  });

  it("ignores unknown fields of every wire type, groups included", () => {
    const unknown = Buffer.concat([
      Uint8Array.of(0xa0, 0x06, 0x96, 0x01),
      Uint8Array.of(0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8),
      Uint8Array.of(0xa2, 0x06, 3, 1, 2, 3),
      Uint8Array.of(0xa5, 0x06, 1, 2, 3, 4),
      Uint8Array.of(0xa3, 0x06, 0x0b, 0x08, 1, 0x0c, 0xa4, 0x06),
    ]);
    const [plain, extended] = [new SpanBatch(), new SpanBatch()];
    plain.append(requestWithSpanBytes(new Uint8Array(0)), "default", NOW);
    extended.append(requestWithSpanBytes(unknown), "default", NOW);
    expect(nativeOf(extended)).toBe(nativeOf(plain));
  });

  it("refuses values nested beyond 64 levels, but not unknown ones", () => {
    const nest = (levels: number): Uint8Array => {
      let value: Uint8Array = new Uint8Array(0);
      for (let level = 0; level < levels; level++) value = field(5, field(1, value));
      return field(9, Buffer.concat([field(1, Buffer.from("k")), field(2, value)]));
    };
    const batch = new SpanBatch();
    expect(batch.append(requestWithSpanBytes(nest(60)), "default", NOW).accepted).toBe(1);
    expect(() => batch.append(requestWithSpanBytes(nest(100)), "default", NOW)).toThrow(/64 levels/);
    expect(() => batch.append(requestWithSpanBytes(nest(50_000)), "default", NOW)).toThrow(/64 levels/);
  });

  it("replaces invalid UTF-8 in names, keys, values and messages", () => {
    const bad = Uint8Array.of(0x61, 0xff, 0x62);
    const batch = new SpanBatch();
    const value = field(9, Buffer.concat([field(1, bad), field(2, field(1, bad))]));
    const status = field(15, field(2, bad));
    batch.append(requestWithSpanBytes(Buffer.concat([field(5, bad), value, status])), "default", NOW);
    const native = Buffer.concat(batch.toNative());
    expect(native.includes(Buffer.from("a\u{fffd}b"))).toBe(true);
    expect(native.includes(Buffer.from(bad))).toBe(false);
  });

  it("merges a resource that comes in two pieces, after the spans", () => {
    const attribute = (key: string, text: string): Uint8Array =>
      field(1, Buffer.concat([field(1, Buffer.from(key)), field(2, field(1, Buffer.from(text)))]));
    const spans = field(2, field(2, Buffer.concat([field(1, traceId), field(2, spanId)])));
    const resourceSpans = Buffer.concat([
      spans,
      field(1, attribute("service.name", "shop")),
      field(1, attribute("host.name", "h1")),
    ]);
    const batch = new SpanBatch();
    batch.append(field(1, resourceSpans), "default", NOW);
    expect(nativeOf(batch)).toContain(
      '{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"host.name","value":{"stringValue":"h1"}}],"droppedAttributesCount":0,"schemaUrl":""}',
    );
  });

  it("gives the same identity to the same spans only", () => {
    const spans = [1, 2, 3].map((last) => ({ traceId, spanId: Uint8Array.of(...spanId.subarray(0, 7), last) }));
    const batch = new SpanBatch();
    const key = (project: string, list: object[]) => batch.append(requestOf(...list), project, NOW).identity?.key;
    const first = key("a", spans);
    expect(key("a", spans)).toBe(first);
    expect(key("b", spans)).not.toBe(first);
    expect(key("a", spans.slice(0, 2))).not.toBe(first);
    const [one, , three] = spans;
    expect(key("a", [one ?? {}, { traceId, spanId: Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9) }, three ?? {}])).not.toBe(
      first,
    );
  });

  it("survives 10,000 random mutations of valid bodies and leaves no trace of refused ones", () => {
    const random = new Random(42);
    const bodies = Array.from({ length: 20 }, () => encodeTraceRequest(randomRequest(random)));
    const batch = new SpanBatch();
    let refused = 0;
    for (let round = 0; round < 10_000; round++) {
      const body = mutate(random, random.pick(bodies), random.pick(bodies));
      const before = batch.rowCount;
      const size = batch.byteSize;
      try {
        batch.append(body, "default", NOW);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRequest);
        expect([batch.rowCount, batch.byteSize]).toEqual([before, size]);
        refused++;
      }
      if (batch.rowCount > 2_000) batch.reset();
    }
    expect(refused).toBeGreaterThan(1_000);
    expect(refused).toBeLessThan(10_000);
  });
});

function mutate(random: Random, body: Uint8Array, other: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(body);
  const kind = random.below(4);
  if (kind === 0) return copy.subarray(0, random.below(copy.length + 1));
  if (kind === 1)
    return Buffer.concat([
      copy.subarray(0, random.below(copy.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]);
  for (let count = random.below(8); count >= 0; count--) {
    if (copy.length > 0)
      copy[random.below(copy.length)] = kind === 2 ? random.below(256) : random.pick([0, 0x7f, 0x80, 0xff]);
  }
  return copy;
}
