import { randomBytes } from "node:crypto";
import { encodeJsonMetricsRequest, encodeJsonTraceRequest } from "@plimsoll/otlp";

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

/** Points of one counter with delta temporality, measured now, in protobuf. */
export function counterRequest(
  name: string,
  points: readonly { asInt: string; labels: Record<string, string> }[],
): Uint8Array<ArrayBuffer> {
  const timeUnixNano = `${Date.now()}000000`;
  const dataPoints = points.map(({ asInt, labels }) => ({
    asInt,
    timeUnixNano,
    attributes: Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }));
  const sum = { dataPoints, aggregationTemporality: 1, isMonotonic: true };
  const request = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name, sum }] }] }] };
  return Uint8Array.from(encodeJsonMetricsRequest(Buffer.from(JSON.stringify(request))));
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
