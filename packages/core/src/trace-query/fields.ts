import type { SpanKind, SpanStatus } from "../contracts/traces.ts";

/** What a term of a trace query is about: a property every span has, or one of its attributes. */
export type TraceQueryField = "service" | "operation" | "status" | "kind" | "duration" | "trace" | "attribute";
export type TraceQueryOperator = ":" | "=" | "!=" | ">" | ">=" | "<" | "<=" | "~" | "exists";

/** Words that name a property of the span; any other key, and any key in quotes, names an attribute. */
const FIELDS: ReadonlyMap<string, TraceQueryField> = new Map([
  ["service", "service"],
  ["operation", "operation"],
  ["name", "operation"],
  ["status", "status"],
  ["kind", "kind"],
  ["duration", "duration"],
  ["trace", "trace"],
]);

export const TRACE_QUERY_KEYS: readonly TraceQueryField[] = [
  "service",
  "operation",
  "status",
  "kind",
  "duration",
  "trace",
];
export const SPAN_STATUSES: readonly SpanStatus[] = ["ok", "error", "unset"];
export const SPAN_KINDS: readonly SpanKind[] = ["server", "client", "internal", "producer", "consumer", "unspecified"];

/** Operators in the order in which they must be tried: longest first. */
export const OPERATORS = ["!=", ">=", "<=", ":", "=", ">", "<", "~"] as const;

const OPERATORS_OF: Record<TraceQueryField, readonly TraceQueryOperator[]> = {
  service: [":", "=", "!="],
  operation: [":", "=", "!="],
  status: [":", "=", "!="],
  kind: [":", "=", "!="],
  duration: [">", ">=", "<", "<=", ":", "="],
  trace: [":", "="],
  attribute: [":", "=", "!=", ">", ">=", "<", "<=", "~", "exists"],
};

/** The field a key names; `service.name` is left to attributes of the resource. */
export function fieldOf(key: string, quoted = false): TraceQueryField {
  return quoted ? "attribute" : (FIELDS.get(key) ?? "attribute");
}

/** The operators that make sense after a key of this field. */
export function operatorsOf(field: TraceQueryField): readonly TraceQueryOperator[] {
  return OPERATORS_OF[field];
}
