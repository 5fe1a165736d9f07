import { ANY_DOUBLE, ANY_INT, ANY_STRING, writeAnyValue } from "../json/any-value-json.ts";
import { JsonSink } from "../json/json-sink.ts";
import { type ProtoReader, wrongWireType } from "../wire/proto-reader.ts";

/** An attribute as a label: its value as people write it; arrays, lists and bytes as OTLP JSON. */
export interface AttributeText {
  key: string;
  value: string;
  /** Tells 1 from "1": the tag of the value's member. */
  type: number;
}

const ANY_BOOL = 0x10;
const LAST_MEMBER = 7;
const decoder = new TextDecoder();
const json = new JsonSink(1024);

/**
 * Reads the fields with tag `attributeTag` of the message from `reader.pos` to `end`, other fields are passed over.
 * Sorted by key, of a key that comes twice the last value.
 */
export function readAttributes(reader: ProtoReader, end: number, attributeTag: number): AttributeText[] {
  const byKey = new Map<string, AttributeText>();
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag !== attributeTag) {
      reader.skip(tag, end);
      continue;
    }
    const attribute = readKeyValue(reader, reader.delimited(end));
    byKey.set(attribute.key, attribute);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function readKeyValue(reader: ProtoReader, end: number): AttributeText {
  let key = "";
  let valueStart = 0;
  let valueEnd = 0;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 0x0a || tag === 0x12) {
      const fieldEnd = reader.delimited(end);
      if (tag === 0x0a) key = textOf(reader, fieldEnd);
      else [valueStart, valueEnd] = [reader.pos, fieldEnd];
      reader.pos = fieldEnd;
    } else if (tag >>> 3 < 3) throw wrongWireType(tag, "KeyValue");
    else reader.skip(tag, end);
  }
  reader.pos = valueStart;
  const value = readValue(reader, valueEnd);
  reader.pos = end;
  return { key, ...value };
}

function readValue(reader: ProtoReader, end: number): { value: string; type: number } {
  const start = reader.pos;
  let type = 0;
  let at = start;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    const behindTag = reader.pos;
    reader.skip(tag, end);
    if (tag >>> 3 <= LAST_MEMBER) [type, at] = [tag, behindTag];
  }
  reader.pos = at;
  if (type === ANY_STRING) return { type, value: textOf(reader, reader.delimited(end)) };
  if (type === ANY_INT) {
    reader.int64(end);
    return { type, value: String((BigInt(reader.high | 0) << 32n) | BigInt(reader.low)) };
  }
  if (type === ANY_DOUBLE) {
    reader.fixed64(end);
    return { type, value: String(reader.source.view.getFloat64(reader.pos - 8, true)) };
  }
  if (type === ANY_BOOL) {
    reader.int64(end);
    return { type, value: reader.low === 0 && reader.high === 0 ? "false" : "true" };
  }
  reader.pos = start;
  json.length = 0;
  writeAnyValue(reader, end, json);
  return { type, value: decoder.decode(json.written()) };
}

function textOf(reader: ProtoReader, end: number): string {
  return decoder.decode(reader.source.bytes.subarray(reader.pos, end));
}
