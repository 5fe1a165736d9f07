import { MalformedRequest } from "../wire/malformed-request.ts";
import { WIRE_FIXED32, WIRE_FIXED64 } from "../wire/proto-reader.ts";
import { ProtoWriter } from "../wire/proto-writer.ts";
import { METRICS_REQUEST } from "./json-metrics-schema.ts";
import { type JsonField, type JsonMessage, type ScalarKind, TRACE_REQUEST } from "./json-schema.ts";
import {
  expected,
  readBase64,
  readBool,
  readDouble,
  readEnum,
  readHex,
  readInteger,
  readString,
} from "./json-scalars.ts";
import { parseJsonBody } from "./parse-json.ts";

/** Messages inside each other; the walker allows fewer levels of values, each of which is up to three messages. */
const MAX_DEPTH = 220;
const INT32_MIN = -(2n ** 31n);
const INT32_MAX = 2n ** 31n - 1n;
const UINT32_MAX = 2n ** 32n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/**
 * Turns an ExportTraceServiceRequest in OTLP JSON into its protobuf bytes, so that there is one way from bytes to rows.
 * Rules: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Unknown fields are ignored, null means
 * absent. Throws MalformedRequest that names the place, such as `resourceSpans[0].scopeSpans[0].spans[3].kind`.
 */
export function encodeJsonTraceRequest(body: Uint8Array): Uint8Array {
  const writer = new ProtoWriter(Math.max(1024, body.length));
  writeMessage(parseJsonBody(body), TRACE_REQUEST, writer, 0);
  return writer.sink.written();
}

/** The same for an ExportMetricsServiceRequest. */
export function encodeJsonMetricsRequest(body: Uint8Array): Uint8Array {
  const writer = new ProtoWriter(Math.max(1024, body.length));
  writeMessage(parseJsonBody(body), METRICS_REQUEST, writer, 0);
  return writer.sink.written();
}

/** A wrong value inside a message; the path grows while the error leaves the nested messages. */
class MisplacedValue extends MalformedRequest {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}

function writeMessage(value: unknown, message: JsonMessage, writer: ProtoWriter, depth: number): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw expected("an object", value);
  if (depth > MAX_DEPTH) throw new MalformedRequest("values are nested too deep");
  for (const [key, item] of Object.entries(value)) {
    const field = message.get(key);
    if (field === undefined || item === null) continue;
    try {
      writeField(item, field, writer, depth);
    } catch (error) {
      throw located(error, key);
    }
  }
}

function writeField(value: unknown, field: JsonField, writer: ProtoWriter, depth: number): void {
  if (!field.repeated) {
    writeOne(value, field, writer, depth);
    return;
  }
  if (!Array.isArray(value)) throw expected("an array", value);
  for (const [index, item] of value.entries()) {
    try {
      writeOne(item, field, writer, depth);
    } catch (error) {
      throw located(error, `[${index}]`);
    }
  }
}

function writeOne(value: unknown, field: JsonField, writer: ProtoWriter, depth: number): void {
  if (typeof field.kind === "string") {
    writeScalar(value, field.kind, field, writer);
    return;
  }
  const mark = writer.open(field.number);
  writeMessage(value, field.kind(), writer, depth + 1);
  writer.close(mark);
}

function writeScalar(value: unknown, kind: ScalarKind, field: JsonField, writer: ProtoWriter): void {
  switch (kind) {
    case "string":
      return writer.string(field.number, readString(value));
    case "hex":
      return writer.bytes(field.number, readHex(value));
    case "base64":
      return writer.bytes(field.number, readBase64(value));
    case "bool":
      return writer.int64(field.number, readBool(value) ? 1n : 0n);
    case "uint32":
      return writer.int64(field.number, readInteger(value, 0n, UINT32_MAX));
    case "int64":
      return writer.int64(field.number, readInteger(value, INT64_MIN, INT64_MAX));
    case "uint64":
      return writer.int64(field.number, readInteger(value, 0n, UINT64_MAX));
    case "sint32": {
      const integer = readInteger(value, INT32_MIN, INT32_MAX);
      return writer.int64(field.number, integer < 0n ? -2n * integer - 1n : 2n * integer);
    }
    case "enum":
      return writer.int64(field.number, readEnum(value, field.names ?? {}));
    case "fixed32":
      writer.tag(field.number, WIRE_FIXED32);
      return writer.sink.putUint32(Number(readInteger(value, 0n, UINT32_MAX)));
    case "fixed64":
      return writeFixed64(field.number, readInteger(value, 0n, UINT64_MAX), writer);
    case "sfixed64":
      return writeFixed64(field.number, BigInt.asUintN(64, readInteger(value, INT64_MIN, INT64_MAX)), writer);
    case "double": {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setFloat64(0, readDouble(value), true);
      return writeFixed64(field.number, bits.getBigUint64(0, true), writer);
    }
    default:
      return kind satisfies never;
  }
}

function writeFixed64(number: number, value: bigint, writer: ProtoWriter): void {
  writer.tag(number, WIRE_FIXED64);
  writer.sink.putUint64(Number(value & UINT32_MAX), Number(value >> 32n));
}

function located(error: unknown, place: string): unknown {
  if (error instanceof MisplacedValue) {
    const joint = error.path.startsWith("[") ? "" : ".";
    return new MisplacedValue(place + joint + error.path, error.reason);
  }
  return error instanceof MalformedRequest ? new MisplacedValue(place, error.message) : error;
}
