import { MalformedRequest } from "../wire/malformed-request.ts";
import { type ProtoReader, WIRE_BYTES, wrongWireType } from "../wire/proto-reader.ts";
import { type JsonSink, literal } from "./json-sink.ts";

/** Arrays and key-value lists inside each other; beyond it a request is refused rather than the stack used up. */
const MAX_DEPTH = 64;

const EMPTY = literal("{}");
const STRING = literal('{"stringValue":');
const TRUE = literal('{"boolValue":true}');
const FALSE = literal('{"boolValue":false}');
const INT = literal('{"intValue":');
const DOUBLE = literal('{"doubleValue":');
const BYTES = literal('{"bytesValue":');
const ARRAY = literal('{"arrayValue":{"values":[');
const KVLIST = literal('{"kvlistValue":{"values":[');
const LIST_END = literal("]}}");
const KEY = literal('{"key":');
const VALUE = literal(',"value":');
const COMMA = 0x2c;
const CLOSE = 0x7d;

/** Tags of AnyValue's members. Of several members in one message the last wins. */
export const ANY_STRING = 0x0a;
const ANY_BOOL = 0x10;
export const ANY_INT = 0x18;
export const ANY_DOUBLE = 0x21;
const ANY_ARRAY = 0x2a;
const ANY_KVLIST = 0x32;
const ANY_BYTES = 0x3a;
const LARGEST_KNOWN_FIELD = 7;
const LIST_ITEM = 0x0a;
const KEY_TAG = 0x0a;
const VALUE_TAG = 0x12;

/** Writes the AnyValue at `reader.pos`, which ends at `end`, as OTLP JSON such as `{"intValue":"1"}`. */
export function writeAnyValue(reader: ProtoReader, end: number, out: JsonSink, depth = 0): void {
  if (depth > MAX_DEPTH) throw new MalformedRequest(`an attribute is nested more than ${MAX_DEPTH} levels deep`);
  const mark = out.length;
  let written = false;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag >>> 3 > LARGEST_KNOWN_FIELD) reader.skip(tag, end);
    else {
      out.length = mark;
      written = true;
      writeMember(tag, reader, end, out, depth);
    }
  }
  if (!written) out.putBytes(EMPTY);
}

/** Writes one `{"key":…,"value":…}` from the KeyValue at `reader.pos`. */
export function writeKeyValue(reader: ProtoReader, end: number, out: JsonSink, depth = 0): void {
  let keyStart = 0;
  let keyEnd = 0;
  let valueStart = 0;
  let valueEnd = 0;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === KEY_TAG) {
      keyEnd = reader.delimited(end);
      keyStart = reader.pos;
      reader.pos = keyEnd;
    } else if (tag === VALUE_TAG) {
      valueEnd = reader.delimited(end);
      valueStart = reader.pos;
      reader.pos = valueEnd;
    } else if (tag >>> 3 < 3) throw wrongWireType(tag, "KeyValue");
    else reader.skip(tag, end);
  }
  out.putBytes(KEY);
  out.putText(reader.source, keyStart, keyEnd);
  out.putBytes(VALUE);
  reader.pos = valueStart;
  writeAnyValue(reader, valueEnd, out, depth);
  out.putByte(CLOSE);
  reader.pos = end;
}

function writeMember(tag: number, reader: ProtoReader, end: number, out: JsonSink, depth: number): void {
  switch (tag) {
    case ANY_STRING:
    case ANY_BYTES: {
      const fieldEnd = reader.delimited(end);
      out.putBytes(tag === ANY_STRING ? STRING : BYTES);
      if (tag === ANY_STRING) out.putText(reader.source, reader.pos, fieldEnd);
      else out.putBase64(reader.source, reader.pos, fieldEnd);
      reader.pos = fieldEnd;
      out.putByte(CLOSE);
      break;
    }
    case ANY_BOOL:
      reader.int64(end);
      out.putBytes(reader.low !== 0 || reader.high !== 0 ? TRUE : FALSE);
      break;
    case ANY_INT:
      reader.int64(end);
      out.putBytes(INT);
      out.putInt64Text(reader.low, reader.high);
      out.putByte(CLOSE);
      break;
    case ANY_DOUBLE: {
      reader.fixed64(end);
      out.putBytes(DOUBLE);
      out.putDouble(reader.source.view.getFloat64(reader.pos - 8, true));
      out.putByte(CLOSE);
      break;
    }
    case ANY_ARRAY:
    case ANY_KVLIST:
      out.putBytes(tag === ANY_ARRAY ? ARRAY : KVLIST);
      writeItems(reader, reader.delimited(end), out, depth, tag === ANY_ARRAY ? writeAnyValue : writeKeyValue);
      out.putBytes(LIST_END);
      break;
    default:
      throw wrongWireType(tag, "AnyValue");
  }
}

function writeItems(
  reader: ProtoReader,
  end: number,
  out: JsonSink,
  depth: number,
  writeItem: typeof writeAnyValue,
): void {
  let first = true;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag !== LIST_ITEM) {
      if (tag >>> 3 === 1) throw wrongWireType(tag, "ArrayValue or KeyValueList");
      reader.skip(tag, end);
      continue;
    }
    if (!first) out.putByte(COMMA);
    first = false;
    writeItem(reader, reader.delimited(end), out, depth + 1);
  }
}

/** Writes the comma before every item but the first of a JSON list whose items begin at `listStart`. */
export function putSeparator(out: JsonSink, listStart: number): void {
  if (out.length > listStart) out.putByte(COMMA);
}

/** Throws when a known field, which must be length-delimited, has another wire type. */
export function expectBytes(tag: number, message: string): void {
  if ((tag & 7) !== WIRE_BYTES) throw wrongWireType(tag, message);
}
