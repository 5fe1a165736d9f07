/**
 * The columns of the table `spans`, in order: the one list that the migration, the Native writer of `otlp` and the
 * queries share. Names and types are written into Native blocks exactly as here.
 *
 * `received_at` has one value a batch. `service` is the resource's service.name or "unknown_service". `kind` and
 * `status` are OTLP's numbers. A `parent_span_id` of eight zero bytes means "no parent". `resource`, `scope`, `events`
 * and `links` are JSON text whose attributes are in the OTLP JSON encoding; `attr_other` holds such a value for every
 * attribute that is neither string, int nor double. `peer` says whom a client or producer span calls: `kind|name`.
 */
export const SPANS_COLUMNS = [
  { name: "project_id", type: "LowCardinality(String)" },
  { name: "received_at", type: "DateTime('UTC')" },
  { name: "ts", type: "DateTime64(9, 'UTC')" },
  { name: "duration_ns", type: "Int64" },
  { name: "trace_id", type: "FixedString(16)" },
  { name: "span_id", type: "FixedString(8)" },
  { name: "parent_span_id", type: "FixedString(8)" },
  { name: "service", type: "LowCardinality(String)" },
  { name: "name", type: "LowCardinality(String)" },
  { name: "kind", type: "UInt8" },
  { name: "status", type: "UInt8" },
  { name: "status_message", type: "String" },
  { name: "trace_state", type: "String" },
  { name: "flags", type: "UInt32" },
  { name: "resource", type: "LowCardinality(String)" },
  { name: "scope", type: "LowCardinality(String)" },
  { name: "attr_str", type: "Map(LowCardinality(String), String)" },
  { name: "attr_int", type: "Map(LowCardinality(String), Int64)" },
  { name: "attr_double", type: "Map(LowCardinality(String), Float64)" },
  { name: "attr_other", type: "Map(LowCardinality(String), String)" },
  { name: "events", type: "String" },
  { name: "links", type: "String" },
  { name: "exception_type", type: "LowCardinality(String)" },
  { name: "peer", type: "LowCardinality(String)" },
  { name: "dropped_attributes", type: "UInt32" },
  { name: "dropped_events", type: "UInt32" },
  { name: "dropped_links", type: "UInt32" },
] as const;

export type SpansColumn = (typeof SPANS_COLUMNS)[number];
export type SpansColumnName = SpansColumn["name"];

/** Parts of the store's name space. */
export const DATABASE = "plimsoll";
