import {
  type Encoding,
  countItems,
  encodeExportResponse,
  encodeJsonTraceRequest,
  SIGNALS,
  type Signal,
} from "@plimsoll/otlp";
import type { SpanCommitter } from "./span-committer.ts";

/** One OTLP export, whatever transport it came by. */
export interface ExportRequest {
  signal: Signal;
  encoding: Encoding;
  /** Not read any more once `handleExport` has returned its promise: the memory may be used again. */
  body: Uint8Array;
  projectId: string;
  isSelf: boolean;
}

/**
 * Handles one export and answers the encoded response. Spans are committed when it returns. Metrics and logs are counted
 * and all rejected through partial success, because they are not stored yet: exporters then neither fail nor retry.
 */
export async function handleExport(request: ExportRequest, committer: SpanCommitter): Promise<Uint8Array> {
  const { signal, encoding, body, projectId, isSelf } = request;
  if (signal === "traces") {
    const bytes = encoding === "json" ? encodeJsonTraceRequest(body) : body;
    const outcome = await committer.submit({ body: bytes, projectId, isSelf });
    return encodeExportResponse(signal, encoding, outcome);
  }
  const rejected = countItems(body, signal, encoding);
  const message =
    rejected === 0 ? "" : `Plimsoll does not store ${signal} yet: ${rejected} ${SIGNALS[signal].items} were not kept.`;
  return encodeExportResponse(signal, encoding, { rejected, message });
}
