/** How a JSON value becomes a protobuf field. */
export type ScalarKind =
  | "string"
  | "hex"
  | "base64"
  | "bool"
  | "double"
  | "uint32"
  | "fixed32"
  | "fixed64"
  | "int64"
  | "uint64"
  | "sint32"
  | "sfixed64"
  | "enum";

export interface JsonField {
  number: number;
  kind: ScalarKind | (() => JsonMessage);
  repeated?: boolean;
  /** Names of an enum's values, accepted beside the integers that the specification demands. */
  names?: Readonly<Record<string, number>>;
}
/** Fields by their names in JSON. A Map, so that a key such as "constructor" finds nothing. */
export type JsonMessage = ReadonlyMap<string, JsonField>;

export const scalar = (number: number, kind: ScalarKind): JsonField => ({ number, kind });
export const one = (number: number, message: () => JsonMessage): JsonField => ({ number, kind: message });
export const many = (number: number, message: () => JsonMessage): JsonField => ({
  number,
  kind: message,
  repeated: true,
});
export const message = (fields: Record<string, JsonField>): JsonMessage => new Map(Object.entries(fields));

const ANY_VALUE: JsonMessage = message({
  stringValue: scalar(1, "string"),
  boolValue: scalar(2, "bool"),
  intValue: scalar(3, "int64"),
  doubleValue: scalar(4, "double"),
  arrayValue: one(5, () => ARRAY_VALUE),
  kvlistValue: one(6, () => KEY_VALUE_LIST),
  bytesValue: scalar(7, "base64"),
});
const ARRAY_VALUE = message({ values: many(1, () => ANY_VALUE) });
export const KEY_VALUE = message({ key: scalar(1, "string"), value: one(2, () => ANY_VALUE) });
const KEY_VALUE_LIST = message({ values: many(1, () => KEY_VALUE) });

const EVENT = message({
  timeUnixNano: scalar(1, "fixed64"),
  name: scalar(2, "string"),
  attributes: many(3, () => KEY_VALUE),
  droppedAttributesCount: scalar(4, "uint32"),
});
const LINK = message({
  traceId: scalar(1, "hex"),
  spanId: scalar(2, "hex"),
  traceState: scalar(3, "string"),
  attributes: many(4, () => KEY_VALUE),
  droppedAttributesCount: scalar(5, "uint32"),
  flags: scalar(6, "fixed32"),
});
const KINDS = { UNSPECIFIED: 0, INTERNAL: 1, SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 };
export const prefixed = (prefix: string, names: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(names).map(([name, value]) => [prefix + name, value]));
const STATUS = message({
  message: scalar(2, "string"),
  code: { number: 3, kind: "enum", names: prefixed("STATUS_CODE_", { UNSET: 0, OK: 1, ERROR: 2 }) },
});
const SPAN = message({
  traceId: scalar(1, "hex"),
  spanId: scalar(2, "hex"),
  traceState: scalar(3, "string"),
  parentSpanId: scalar(4, "hex"),
  name: scalar(5, "string"),
  kind: { number: 6, kind: "enum", names: prefixed("SPAN_KIND_", KINDS) },
  startTimeUnixNano: scalar(7, "fixed64"),
  endTimeUnixNano: scalar(8, "fixed64"),
  attributes: many(9, () => KEY_VALUE),
  droppedAttributesCount: scalar(10, "uint32"),
  events: many(11, () => EVENT),
  droppedEventsCount: scalar(12, "uint32"),
  links: many(13, () => LINK),
  droppedLinksCount: scalar(14, "uint32"),
  status: one(15, () => STATUS),
  flags: scalar(16, "fixed32"),
});
export const SCOPE = message({
  name: scalar(1, "string"),
  version: scalar(2, "string"),
  attributes: many(3, () => KEY_VALUE),
  droppedAttributesCount: scalar(4, "uint32"),
});
export const RESOURCE = message({
  attributes: many(1, () => KEY_VALUE),
  droppedAttributesCount: scalar(2, "uint32"),
});
const SCOPE_SPANS = message({
  scope: one(1, () => SCOPE),
  spans: many(2, () => SPAN),
  schemaUrl: scalar(3, "string"),
});
const RESOURCE_SPANS = message({
  resource: one(1, () => RESOURCE),
  scopeSpans: many(2, () => SCOPE_SPANS),
  schemaUrl: scalar(3, "string"),
});

/** ExportTraceServiceRequest in OTLP JSON: lowerCamelCase names, ids in hex, other bytes in base64. */
export const TRACE_REQUEST: JsonMessage = message({ resourceSpans: many(1, () => RESOURCE_SPANS) });
