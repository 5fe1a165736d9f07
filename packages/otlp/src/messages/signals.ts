/** The three kinds of telemetry, and what their items are called in the wire messages. */
export const SIGNALS = {
  traces: { path: "/v1/traces", rejectedField: "rejectedSpans", items: "spans" },
  metrics: { path: "/v1/metrics", rejectedField: "rejectedDataPoints", items: "data points" },
  logs: { path: "/v1/logs", rejectedField: "rejectedLogRecords", items: "log records" },
} as const;
export type Signal = keyof typeof SIGNALS;

/** The encodings of OTLP/HTTP; OTLP/gRPC is protobuf. */
export type Encoding = "protobuf" | "json";
