import { randomBytes } from "node:crypto";
import { encodeJsonTraceRequest } from "@plimsoll/otlp";

export interface TestSpan {
  traceId?: string;
  spanId?: string;
  name?: string;
  startTimeUnixNano?: string;
  endTimeUnixNano?: string;
  [field: string]: unknown;
}

/** An export in OTLP JSON with ids made up where none are given. */
export function jsonRequest(...spans: TestSpan[]): string {
  const now = `${Date.now()}000000`;
  const complete = spans.map((span) => ({
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "operation",
    startTimeUnixNano: now,
    endTimeUnixNano: now,
    ...span,
  }));
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "tests" } }] },
        scopeSpans: [{ spans: complete }],
      },
    ],
  });
}

/** The same in protobuf. */
export function protobufRequest(...spans: TestSpan[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encodeJsonTraceRequest(Buffer.from(jsonRequest(...spans))));
}

/** Sends one export over HTTP. */
export function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = "/v1/traces",
): Promise<Response> {
  const type = typeof body === "string" ? "application/json" : "application/x-protobuf";
  return fetch(url + path, { method: "POST", body, headers: { "content-type": type, ...headers } });
}
