import { expectBytes, putSeparator, writeKeyValue } from "../json/any-value-json.ts";
import { type JsonSink, literal } from "../json/json-sink.ts";
import type { ByteSource } from "../wire/byte-sink.ts";
import { type ProtoReader, wrongWireType } from "../wire/proto-reader.ts";

const EVENT_TIME = literal('{"timeUnixNano":');
const NAME = literal(',"name":');
const SCOPE_NAME = literal('{"name":');
const SCOPE_VERSION = literal(',"version":');
const ATTRIBUTES = literal(',"attributes":[');
const RESOURCE_ATTRIBUTES = literal('{"attributes":[');
const DROPPED = literal('],"droppedAttributesCount":');
const SCHEMA_URL = literal(',"schemaUrl":');
const LINK_TRACE_ID = literal('{"traceId":');
const LINK_SPAN_ID = literal(',"spanId":');
const LINK_TRACE_STATE = literal(',"traceState":');
const LINK_FLAGS = literal(',"flags":');
const CLOSE = 0x7d;

/** Where the event's name is in the request. */
export interface EventName {
  start: number;
  end: number;
}

/** Writes the Span.Event at `reader.pos` as JSON and tells where its name is. */
export function writeEvent(reader: ProtoReader, end: number, out: JsonSink): EventName {
  const start = reader.pos;
  let [low, high, dropped] = [0, 0, 0];
  const name = { start: 0, end: 0 };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 0x09) {
      reader.fixed64(end);
      [low, high] = [reader.low, reader.high];
    } else if (tag === 0x12) {
      name.end = reader.delimited(end);
      name.start = reader.pos;
      reader.pos = name.end;
    } else if (tag === 0x20) dropped = reader.uint32(end);
    else if (tag >>> 3 <= 4 && tag !== 0x1a) throw wrongWireType(tag, "Event");
    else reader.skip(tag, end);
  }
  out.putBytes(EVENT_TIME);
  out.putUint64Text(low, high);
  out.putBytes(NAME);
  out.putText(reader.source, name.start, name.end);
  out.putBytes(ATTRIBUTES);
  writeAttributes(reader, start, end, 0x1a, out);
  out.putBytes(DROPPED);
  out.putAscii(String(dropped));
  out.putByte(CLOSE);
  return name;
}

/** Writes the Span.Link at `reader.pos` as JSON; ids are hex. */
export function writeLink(reader: ProtoReader, end: number, out: JsonSink): void {
  const start = reader.pos;
  const range = { 1: [0, 0], 2: [0, 0], 3: [0, 0] };
  let [dropped, flags] = [0, 0];
  while (reader.pos < end) {
    const tag = reader.tag(end);
    const field = tag >>> 3;
    if (field === 1 || field === 2 || field === 3) {
      expectBytes(tag, "Link");
      const fieldEnd = reader.delimited(end);
      range[field] = [reader.pos, fieldEnd];
      reader.pos = fieldEnd;
    } else if (tag === 0x28) dropped = reader.uint32(end);
    else if (tag === 0x35) flags = reader.fixed32(end);
    else if (field <= 6 && tag !== 0x22) throw wrongWireType(tag, "Link");
    else reader.skip(tag, end);
  }
  out.putBytes(LINK_TRACE_ID);
  out.putHex(reader.source, range[1][0] ?? 0, range[1][1] ?? 0);
  out.putBytes(LINK_SPAN_ID);
  out.putHex(reader.source, range[2][0] ?? 0, range[2][1] ?? 0);
  out.putBytes(LINK_TRACE_STATE);
  out.putText(reader.source, range[3][0] ?? 0, range[3][1] ?? 0);
  out.putBytes(LINK_FLAGS);
  out.putAscii(String(flags));
  out.putBytes(ATTRIBUTES);
  writeAttributes(reader, start, end, 0x22, out);
  out.putBytes(DROPPED);
  out.putAscii(String(dropped));
  out.putByte(CLOSE);
}

/** A string inside `source`. */
export interface TextRange {
  source: ByteSource;
  start: number;
  end: number;
}

/** Writes the Resource that fills `reader.source` up to `end` as JSON. */
export function writeResource(reader: ProtoReader, end: number, schemaUrl: TextRange, out: JsonSink): void {
  const start = reader.pos;
  let dropped = 0;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 0x10) dropped = reader.uint32(end);
    else if (tag >>> 3 <= 2 && tag !== 0x0a) throw wrongWireType(tag, "Resource");
    else reader.skip(tag, end);
  }
  out.putBytes(RESOURCE_ATTRIBUTES);
  writeAttributes(reader, start, end, 0x0a, out);
  writeTail(dropped, schemaUrl, out);
}

/** Writes the InstrumentationScope that fills `reader.source` up to `end` as JSON. */
export function writeScope(reader: ProtoReader, end: number, schemaUrl: TextRange, out: JsonSink): void {
  const start = reader.pos;
  let dropped = 0;
  const range = { 1: [0, 0], 2: [0, 0] };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    const field = tag >>> 3;
    if (field === 1 || field === 2) {
      expectBytes(tag, "InstrumentationScope");
      const fieldEnd = reader.delimited(end);
      range[field] = [reader.pos, fieldEnd];
      reader.pos = fieldEnd;
    } else if (tag === 0x20) dropped = reader.uint32(end);
    else if (field <= 4 && tag !== 0x1a) throw wrongWireType(tag, "InstrumentationScope");
    else reader.skip(tag, end);
  }
  out.putBytes(SCOPE_NAME);
  out.putText(reader.source, range[1][0] ?? 0, range[1][1] ?? 0);
  out.putBytes(SCOPE_VERSION);
  out.putText(reader.source, range[2][0] ?? 0, range[2][1] ?? 0);
  out.putBytes(ATTRIBUTES);
  writeAttributes(reader, start, end, 0x1a, out);
  writeTail(dropped, schemaUrl, out);
}

/**
 * Finds the string value of attribute `key` in a message whose attributes have tag `attributeTag`. The last one counts;
 * null when there is none or it is no string.
 */
export function findText(
  reader: ProtoReader,
  message: { start: number; end: number; attributeTag: number },
  key: Uint8Array,
): TextRange | null {
  let found: TextRange | null = null;
  reader.pos = message.start;
  while (reader.pos < message.end) {
    const tag = reader.tag(message.end);
    if (tag !== message.attributeTag) reader.skip(tag, message.end);
    else found = textOf(reader, reader.delimited(message.end), key) ?? found;
  }
  return found;
}

/** The string value of the KeyValue at `reader.pos` when it has that key. */
function textOf(reader: ProtoReader, end: number, key: Uint8Array): TextRange | null {
  let matches = false;
  let text: TextRange | null = null;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag !== 0x0a && tag !== 0x12) {
      reader.skip(tag, end);
      continue;
    }
    const fieldEnd = reader.delimited(end);
    if (tag === 0x0a) matches = Buffer.compare(reader.source.bytes.subarray(reader.pos, fieldEnd), key) === 0;
    else text = stringOf(reader, fieldEnd);
    reader.pos = fieldEnd;
  }
  return matches ? text : null;
}

function stringOf(reader: ProtoReader, end: number): TextRange | null {
  let text: TextRange | null = null;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    const start = reader.pos;
    reader.skip(tag, end);
    if (tag === 0x0a) {
      reader.pos = start;
      const fieldEnd = reader.delimited(end);
      text = { source: reader.source, start: reader.pos, end: fieldEnd };
      reader.pos = fieldEnd;
    } else if (tag >>> 3 <= 7) text = null;
  }
  return text;
}

function writeAttributes(reader: ProtoReader, start: number, end: number, attributeTag: number, out: JsonSink): void {
  reader.pos = start;
  const listStart = out.length;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag !== attributeTag) {
      reader.skip(tag, end);
      continue;
    }
    putSeparator(out, listStart);
    writeKeyValue(reader, reader.delimited(end), out);
  }
}

function writeTail(dropped: number, schemaUrl: TextRange, out: JsonSink): void {
  out.putBytes(DROPPED);
  out.putAscii(String(dropped));
  out.putBytes(SCHEMA_URL);
  out.putText(schemaUrl.source, schemaUrl.start, schemaUrl.end);
  out.putByte(CLOSE);
}
