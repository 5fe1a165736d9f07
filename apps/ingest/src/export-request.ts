import {
  type Encoding,
  countLogRecords,
  encodeExportResponse,
  encodeJsonMetricsRequest,
  encodeJsonTraceRequest,
  type PointReference,
  type Signal,
  type SpanReference,
} from "@plimsoll/otlp";
import type { GroupCommitter } from "./group-committer.ts";

/** What commits each signal that is stored. */
export interface Committers {
  traces: GroupCommitter<SpanReference>;
  metrics: GroupCommitter<PointReference>;
}
/** One OTLP export, whatever transport it came by. */
export interface ExportRequest {
  signal: Signal;
  encoding: Encoding;
  /** Not read any more once `handleExport` has returned its promise: the memory may be used again. */
  body: Uint8Array;
  projectId: string;
  isSelf: boolean;
}

const TO_PROTOBUF = { traces: encodeJsonTraceRequest, metrics: encodeJsonMetricsRequest };

/**
 * Handles one export and answers the encoded response. Spans and data points are committed when it returns. Logs are
 * counted and all rejected through partial success, because they are not stored yet: exporters then neither fail nor
 * retry.
 */
export async function handleExport(request: ExportRequest, committers: Committers): Promise<Uint8Array> {
  const { signal, encoding, body, projectId, isSelf } = request;
  if (signal !== "logs") {
    const bytes = encoding === "json" ? TO_PROTOBUF[signal](body) : body;
    const outcome = await committers[signal].submit({ body: bytes, projectId, isSelf });
    return encodeExportResponse(signal, encoding, outcome);
  }
  const rejected = countLogRecords(body, encoding);
  const message = rejected === 0 ? "" : `Plimsoll does not store logs yet: ${rejected} log records were not kept.`;
  return encodeExportResponse(signal, encoding, { rejected, message });
}
