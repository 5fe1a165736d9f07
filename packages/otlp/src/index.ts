export { encodeJsonMetricsRequest, encodeJsonTraceRequest } from "./json/encode-json-request.ts";
export { countLogRecords } from "./messages/count-log-records.ts";
export { encodeExportResponse, encodeStatus, RPC_CODE, type RpcStatus } from "./messages/responses.ts";
export { type Encoding, SIGNALS, type Signal } from "./messages/signals.ts";
export { MetricBatch, MetricMemory } from "./metrics/metric-batch.ts";
export type { PointReference } from "./metrics/point-identity.ts";
export type { AppendResult, RequestIdentity, SpanReference } from "./rows/request-identity.ts";
export { SpanBatch } from "./span-batch.ts";
export { MalformedRequest } from "./wire/malformed-request.ts";
