import { describe, expect, it } from "vitest";
import { RetryInfo, RpcStatus, TraceResponse } from "../testing/trace-proto.ts";
import { MalformedRequest } from "../wire/malformed-request.ts";
import { countLogRecords } from "./count-log-records.ts";
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

describe("countLogRecords", () => {
  it("counts log records and refuses what is no request", () => {
    const request = { resourceLogs: [{ scopeLogs: [{ logRecords: [{}, { body: {} }] }, {}] }, {}] };
    expect(countLogRecords(Buffer.from(JSON.stringify(request)), "json")).toBe(2);
    expect(countLogRecords(Buffer.from("{}"), "json")).toBe(0);
    expect(countLogRecords(Uint8Array.of(0x0a, 6, 0x12, 4, 0x12, 0, 0x12, 0), "protobuf")).toBe(2);
    expect(() => countLogRecords(Buffer.from('{"resourceLogs":{}}'), "json")).toThrow(/expected an array/);
    expect(() => countLogRecords(Uint8Array.of(0x0a, 9), "protobuf")).toThrow(MalformedRequest);
    expect(() => countLogRecords(Uint8Array.of(0x08, 9), "protobuf")).toThrow(MalformedRequest);
  });
});
