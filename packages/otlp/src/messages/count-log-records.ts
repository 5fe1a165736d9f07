import { parseJsonBody } from "../json/parse-json.ts";
import { expected } from "../json/json-scalars.ts";
import { byteSource } from "../wire/byte-sink.ts";
import { MalformedRequest } from "../wire/malformed-request.ts";
import { ProtoReader, WIRE_BYTES, wrongWireType } from "../wire/proto-reader.ts";
import type { Encoding } from "./signals.ts";

/** One step down from the request to its items: where the next messages are, in protobuf and in JSON. */
interface Step {
  field: number;
  name: string;
}
const LOG_STEPS: readonly Step[] = [
  { field: 1, name: "resourceLogs" },
  { field: 2, name: "scopeLogs" },
  { field: 2, name: "logRecords" },
];

/**
 * How many log records a request has: logs are not stored yet, and the answer must say how many were not kept. Throws
 * MalformedRequest.
 */
export function countLogRecords(body: Uint8Array, encoding: Encoding): number {
  if (encoding === "json") return countInJson(parseJsonBody(body), LOG_STEPS, 0);
  const reader = new ProtoReader();
  reader.open(byteSource(body));
  return countInProtobuf(reader, body.length, LOG_STEPS, 0);
}

function countInProtobuf(reader: ProtoReader, end: number, steps: readonly Step[], depth: number): number {
  const step = steps[depth];
  if (step === undefined) {
    reader.pos = end;
    return 1;
  }
  let count = 0;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag >>> 3 !== step.field) reader.skip(tag, end);
    else if ((tag & 7) !== WIRE_BYTES) throw wrongWireType(tag, step.name);
    else count += countInProtobuf(reader, reader.delimited(end), steps, depth + 1);
  }
  return count;
}

function countInJson(value: unknown, steps: readonly Step[], depth: number): number {
  if (!isRecord(value)) throw expected("an object", value);
  const step = steps[depth];
  if (step === undefined) return 1;
  const inner = value[step.name];
  if (inner === undefined || inner === null) return 0;
  if (!Array.isArray(inner)) throw new MalformedRequest(`${step.name}: ${expected("an array", inner).message}`);
  return inner.reduce<number>((count, item) => count + countInJson(item, steps, depth + 1), 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
