import type { Attributes } from "@opentelemetry/api";
import type { InstrumentationScope } from "@opentelemetry/core";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { ProtobufBytes } from "./protobuf-bytes.ts";

/** Spans take more than 127 bytes and less than 16 kB but for the rarest. */
const SPAN_LENGTH_BYTES = 2;
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

const flagsOf = (traceFlags: number, isRemote: boolean | undefined): number =>
  (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);

function writeValue(bytes: ProtobufBytes, value: unknown): void {
  if (typeof value === "string") bytes.text(1, value);
  else if (typeof value === "boolean") bytes.unsigned(2, value ? 1 : 0);
  else if (typeof value === "number") {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) bytes.integer(3, value);
    else bytes.double(4, value);
  } else if (value instanceof Uint8Array) bytes.bytes(7, value);
  else if (Array.isArray(value)) {
    const list = bytes.open(5);
    for (const item of value) {
      const start = bytes.open(1);
      writeValue(bytes, item);
      bytes.close(start);
    }
    bytes.close(list);
  } else if (typeof value === "object" && value !== null) {
    const list = bytes.open(6);
    writeAttributes(bytes, 1, value as Attributes);
    bytes.close(list);
  }
}

function writeAttributes(bytes: ProtobufBytes, field: number, attributes: Attributes): void {
  for (const key in attributes) {
    const pair = bytes.open(field);
    bytes.text(1, key);
    const value = bytes.open(2);
    writeValue(bytes, attributes[key]);
    bytes.close(value);
    bytes.close(pair);
  }
}

function writeEvents(bytes: ProtobufBytes, { events }: ReadableSpan): void {
  for (const event of events) {
    const start = bytes.open(11);
    bytes.time(1, event.time);
    bytes.text(2, event.name);
    if (event.attributes) writeAttributes(bytes, 3, event.attributes);
    bytes.unsigned(4, event.droppedAttributesCount ?? 0);
    bytes.close(start);
  }
}

function writeLinks(bytes: ProtobufBytes, { links }: ReadableSpan): void {
  for (const { context, attributes, droppedAttributesCount } of links) {
    const start = bytes.open(13);
    bytes.hex(1, context.traceId);
    bytes.hex(2, context.spanId);
    const state = context.traceState?.serialize();
    if (state) bytes.text(3, state);
    if (attributes) writeAttributes(bytes, 4, attributes);
    bytes.unsigned(5, droppedAttributesCount ?? 0);
    bytes.fixed32(6, flagsOf(context.traceFlags, context.isRemote));
    bytes.close(start);
  }
}

/** Appends a span as field 2 of ScopeSpans, the fields in the order and with the defaults of OpenTelemetry's own exporter. */
export function encodeSpan(bytes: ProtobufBytes, span: ReadableSpan): void {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const start = bytes.open(2, SPAN_LENGTH_BYTES);
  bytes.hex(1, traceId);
  bytes.hex(2, spanId);
  const state = traceState?.serialize();
  if (state) bytes.text(3, state);
  if (span.parentSpanContext?.spanId) bytes.hex(4, span.parentSpanContext.spanId);
  bytes.text(5, span.name);
  bytes.unsigned(6, span.kind + 1);
  bytes.time(7, span.startTime);
  bytes.time(8, span.endTime);
  writeAttributes(bytes, 9, span.attributes);
  bytes.unsigned(10, span.droppedAttributesCount);
  if (span.events.length > 0) writeEvents(bytes, span);
  bytes.unsigned(12, span.droppedEventsCount);
  if (span.links.length > 0) writeLinks(bytes, span);
  bytes.unsigned(14, span.droppedLinksCount);
  const status = bytes.open(15);
  if (span.status.message) bytes.text(2, span.status.message);
  bytes.unsigned(3, span.status.code);
  bytes.close(status);
  bytes.fixed32(16, flagsOf(traceFlags, span.parentSpanContext?.isRemote));
  bytes.close(start, SPAN_LENGTH_BYTES);
}

/** An ExportTraceServiceRequest of one resource, from the encoded spans of each scope. */
export function encodeRequest(
  resource: Attributes,
  scopes: ReadonlyMap<InstrumentationScope, ProtobufBytes>,
): Uint8Array {
  const request = new ProtobufBytes();
  const resourceSpans = request.open(1, 3);
  const described = request.open(1);
  writeAttributes(request, 1, resource);
  request.unsigned(2, 0);
  request.close(described);
  for (const [scope, spans] of scopes) {
    const scopeSpans = request.open(2, 3);
    const named = request.open(1);
    request.text(1, scope.name);
    if (scope.version) request.text(2, scope.version);
    request.close(named);
    request.raw(spans.view());
    if (scope.schemaUrl) request.text(3, scope.schemaUrl);
    request.close(scopeSpans, 3);
  }
  request.close(resourceSpans, 3);
  return request.view();
}
