import { describe, expect, it } from "vitest";
import { RetryInfo, RpcStatus, TraceResponse } from "../testing/trace-proto.ts";
import { MalformedRequest } from "../wire/malformed-request.ts";
import { countItems } from "./count-items.ts";
import { encodeExportResponse, encodeStatus } from "./responses.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe("encodeExportResponse", () => {
  it("is empty for full success", () => {
    expect(encodeExportResponse("traces", "protobuf", { rejected: 0, message: "" })).toHaveLength(0);
    expect(text(encodeExportResponse("traces", "json", { rejected: 0, message: "" }))).toBe("{}");
  });

  it("names what was rejected in each encoding", () => {
    const bytes = encodeExportResponse("traces", "protobuf", { rejected: 300, message: "zero ids" });
    expect(TraceResponse.toObject(TraceResponse.decode(bytes), { longs: Number })).toEqual({
      partialSuccess: { rejectedSpans: 300, errorMessage: "zero ids" },
    });
    expect(text(encodeExportResponse("metrics", "json", { rejected: 2, message: "no" }))).toBe(
      '{"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"no"}}',
    );
  });
});

describe("encodeStatus", () => {
  it("carries code, message and the delay of a retry", () => {
    const status = { code: 14, message: "später", retryAfterSeconds: 1.5 };
    const decoded = RpcStatus.toObject(RpcStatus.decode(encodeStatus(status, "protobuf")));
    expect(decoded).toMatchObject({ code: 14, message: "später" });
    const [detail] = decoded["details"] as { type_url?: string; typeUrl?: string; value: Uint8Array }[];
    expect(detail?.typeUrl).toBe("type.googleapis.com/google.rpc.RetryInfo");
    expect(RetryInfo.toObject(RetryInfo.decode(detail?.value ?? new Uint8Array(0)), { longs: Number })).toEqual({
      retryDelay: { seconds: 1, nanos: 500_000_000 },
    });
    expect(JSON.parse(text(encodeStatus(status, "json")))).toEqual({
      code: 14,
      message: "später",
      details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" }],
    });
  });
});

describe("countItems", () => {
  it("counts data points of every kind of metric", () => {
    const request = {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                { name: "a", gauge: { dataPoints: [{}, {}] } },
                { name: "b", histogram: { dataPoints: [{ bucketCounts: ["1"] }] } },
                { name: "c" },
              ],
            },
          ],
        },
      ],
    };
    expect(countItems(Buffer.from(JSON.stringify(request)), "metrics", "json")).toBe(3);
    const message = (number: number, ...parts: number[][]): number[] => [
      (number << 3) | 2,
      parts.flat().length,
      ...parts.flat(),
    ];
    const gauge = message(2, message(1, [0x61]), message(5, message(1, [0x21, 0, 0, 0, 0, 0, 0, 0, 0]), message(1)));
    const summary = message(2, message(11, message(1)));
    expect(countItems(Uint8Array.from(message(1, message(2, gauge, summary))), "metrics", "protobuf")).toBe(3);
  });

  it("counts log records and refuses what is no request", () => {
    const request = { resourceLogs: [{ scopeLogs: [{ logRecords: [{}, { body: {} }] }, {}] }, {}] };
    expect(countItems(Buffer.from(JSON.stringify(request)), "logs", "json")).toBe(2);
    expect(countItems(Buffer.from("{}"), "logs", "json")).toBe(0);
    expect(countItems(Uint8Array.of(0x0a, 6, 0x12, 4, 0x12, 0, 0x12, 0), "logs", "protobuf")).toBe(2);
    expect(() => countItems(Buffer.from('{"resourceLogs":{}}'), "logs", "json")).toThrow(/expected an array/);
    expect(() => countItems(Uint8Array.of(0x0a, 9), "logs", "protobuf")).toThrow(MalformedRequest);
    expect(() => countItems(Uint8Array.of(0x08, 9), "logs", "protobuf")).toThrow(MalformedRequest);
  });
});
