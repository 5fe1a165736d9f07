import { parseJsonBody } from "../json/parse-json.ts";
import { expected } from "../json/json-scalars.ts";
import { byteSource } from "../wire/byte-sink.ts";
import { MalformedRequest } from "../wire/malformed-request.ts";
import { ProtoReader, WIRE_BYTES, wrongWireType } from "../wire/proto-reader.ts";
import type { Encoding, Signal } from "./signals.ts";

/** One step down from the request to its items: where the next messages are, in protobuf and in JSON. */
interface Step {
  fields: readonly number[];
  names: readonly string[];
}
const METRIC_KINDS = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];
const PATHS: Record<Exclude<Signal, "traces">, readonly Step[]> = {
  metrics: [
    { fields: [1], names: ["resourceMetrics"] },
    { fields: [2], names: ["scopeMetrics"] },
    { fields: [2], names: ["metrics"] },
    { fields: [5, 7, 9, 10, 11], names: METRIC_KINDS },
    { fields: [1], names: ["dataPoints"] },
  ],
  logs: [
    { fields: [1], names: ["resourceLogs"] },
    { fields: [2], names: ["scopeLogs"] },
    { fields: [2], names: ["logRecords"] },
  ],
};

/**
 * How many data points or log records a request has: for signals that are not stored yet, the answer must say how many
 * were not kept. Throws MalformedRequest.
 */
export function countItems(body: Uint8Array, signal: Exclude<Signal, "traces">, encoding: Encoding): number {
  const steps = PATHS[signal];
  if (encoding === "json") return countInJson(parseJsonBody(body), steps, 0);
  const reader = new ProtoReader();
  reader.open(byteSource(body));
  return countInProtobuf(reader, body.length, steps, 0);
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
    if (!step.fields.includes(tag >>> 3)) reader.skip(tag, end);
    else if ((tag & 7) !== WIRE_BYTES) throw wrongWireType(tag, step.names.join("|"));
    else count += countInProtobuf(reader, reader.delimited(end), steps, depth + 1);
  }
  return count;
}

function countInJson(value: unknown, steps: readonly Step[], depth: number): number {
  if (!isRecord(value)) throw expected("an object", value);
  const step = steps[depth];
  if (step === undefined) return 1;
  let count = 0;
  for (const name of step.names) {
    const inner = value[name];
    if (inner === undefined || inner === null) continue;
    if (Array.isArray(inner)) for (const item of inner) count += countInJson(item, steps, depth + 1);
    else if (METRIC_KINDS.includes(name)) count += countInJson(inner, steps, depth + 1);
    else throw new MalformedRequest(`${name}: ${expected("an array", inner).message}`);
  }
  return count;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
