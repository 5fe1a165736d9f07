import { OTLPExporterBase } from "@opentelemetry/otlp-exporter-base";
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from "@opentelemetry/otlp-exporter-base/node-http";
import type { EncodedSpans, SpanSender } from "./sending-span-processor.ts";

export interface SpanSenderOptions {
  url: string;
  headers: Record<string, string>;
  timeoutMillis: number;
}

/** Sends encoded spans over OTLP/HTTP as OpenTelemetry's own exporter does: its options, its retries, its time limits. */
export function createSpanSender(options: SpanSenderOptions): SpanSender {
  const contentType = { "Content-Type": "application/x-protobuf" };
  const http = convertLegacyHttpOptions(options, "TRACES", "v1/traces", contentType);
  const serializer = {
    serializeRequest: ({ bytes }: EncodedSpans) => bytes,
    deserializeResponse: () => ({}),
  };
  const items = { name: "span" as const, countItems: ({ count }: EncodedSpans) => count };
  return new OTLPExporterBase(
    createOtlpHttpExportDelegate(http, serializer, "otlp_http_span_exporter", items, undefined),
  );
}
