import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TraceRequest } from "../testing/trace-proto.ts";
import { SpanBatch } from "../span-batch.ts";
import { encodeJsonTraceRequest } from "./encode-json-request.ts";

const NOW = 1_700_000_000_000;
const SPAN = { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" };

function encode(json: unknown): Uint8Array {
  return encodeJsonTraceRequest(Buffer.from(typeof json === "string" ? json : JSON.stringify(json)));
}
function requestOf(span: object): object {
  return { resourceSpans: [{ scopeSpans: [{ spans: [{ ...SPAN, ...span }] }] }] };
}
function decodedSpan(json: unknown): Record<string, unknown> {
  const request = TraceRequest.toObject(TraceRequest.decode(encode(json)), {
    longs: String,
    bytes: String,
    defaults: true,
  });
  return request["resourceSpans"][0].scopeSpans[0].spans[0] as Record<string, unknown>;
}

describe("encodeJsonTraceRequest", () => {
  it("accepts a request in the shape of opentelemetry-proto's example", () => {
    const body = readFileSync(new URL("../testing/fixtures/trace.json", import.meta.url));
    const result = new SpanBatch().append(encodeJsonTraceRequest(body), "default", NOW);
    expect(result).toMatchObject({ accepted: 1, rejected: 0 });
    expect(result.identity?.first).toEqual({
      projectId: "default",
      traceId: "6c8effa798038103d269b633813fc60d",
      spanId: "ffb9c8c7e2f0a1b2",
      startTimeUnixNano: "1544712660000000000",
    });
  });

  it("keeps 64-bit integers exact as strings and as numbers", () => {
    const asNumbers = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${SPAN.traceId}","spanId":"${SPAN.spanId}",
      "name":"a \\"1234567890123456789\\" b","startTimeUnixNano":1544712660123456789,"endTimeUnixNano" : 1544712661,
      "attributes":[{"key":"i","value":{"intValue":-9223372036854775808}},{"key":"d","value":{"doubleValue":0.1234567890123456}}]}]}]}]}`;
    expect(decodedSpan(asNumbers)).toMatchObject({
      name: 'a "1234567890123456789" b',
      startTimeUnixNano: "1544712660123456789",
      endTimeUnixNano: "1544712661",
      attributes: [{ value: { intValue: "-9223372036854775808" } }, { value: { doubleValue: 0.1234567890123456 } }],
    });
    expect(decodedSpan(requestOf({ startTimeUnixNano: "18446744073709551615" }))["startTimeUnixNano"]).toBe(
      "18446744073709551615",
    );
  });

  it("ignores unknown fields and takes null for absent", () => {
    const span = decodedSpan(
      requestOf({ constructor: {}, start_time_unix_nano: "5", name: null, status: null, events: null }),
    );
    expect(span).toMatchObject({ name: "", startTimeUnixNano: "0", events: [] });
    expect(encode({ other: [1], resourceSpans: null })).toHaveLength(0);
  });

  it("takes enums as integers, and their names too", () => {
    expect(decodedSpan(requestOf({ kind: 3, status: { code: 2 } }))).toMatchObject({ kind: 3, status: { code: 2 } });
    const named = requestOf({ kind: "SPAN_KIND_PRODUCER", status: { code: "STATUS_CODE_ERROR" } });
    expect(decodedSpan(named)).toMatchObject({ kind: 4, status: { code: 2 } });
  });

  it.each([
    ["{", /not JSON/],
    ["[]", /expected an object, got an array/],
    [
      requestOf({ traceId: "xyz" }),
      /^resourceSpans\[0\]\.scopeSpans\[0\]\.spans\[0\]\.traceId: expected bytes in hexa/,
    ],
    [requestOf({ startTimeUnixNano: "soon" }), /startTimeUnixNano: expected a whole number.*got "soon"/],
    [requestOf({ startTimeUnixNano: -1 }), /from 0 to 18446744073709551615, got -1/],
    [requestOf({ startTimeUnixNano: 1.5 }), /expected a whole number/],
    [requestOf({ name: 5 }), /name: expected a string, got 5/],
    [requestOf({ kind: "SERVER" }), /kind: expected a whole number/],
    [requestOf({ attributes: {} }), /attributes: expected an array, got an object/],
    [requestOf({ attributes: [null] }), /attributes\[0\]: expected an object, got null/],
    [
      requestOf({ attributes: [{ key: "k", value: { boolValue: "true" } }] }),
      /value\.boolValue: expected true or false/,
    ],
    [
      requestOf({ attributes: [{ key: "k", value: { intValue: "9223372036854775808" } }] }),
      /intValue: expected a whole number from/,
    ],
    [requestOf({ attributes: [{ key: "k", value: { bytesValue: "?" } }] }), /bytesValue: expected bytes in base64/],
    [requestOf({ flags: 4_294_967_296 }), /flags: expected a whole number from 0 to 4294967295/],
  ])("says what is wrong with %j", (json, message) => {
    expect(() => encode(json)).toThrow(message);
  });

  it("refuses values nested without end in bounded time", () => {
    const deep = `${'{"arrayValue":{"values":['.repeat(20_000)}{}${"]}}".repeat(20_000)}`;
    const body = JSON.stringify(requestOf({ attributes: [{ key: "k", value: "DEEP" }] })).replace('"DEEP"', deep);
    expect(() => encode(body)).toThrow(/nested too deep/);
  });
});
