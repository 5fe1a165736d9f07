import type { SpanEvent, SpanLink, SpanResource, SpanScope } from "@plimsoll/core";
import { decodeKeyValues, decodeSpanAttributes, type OtlpKeyValue } from "./attribute-decoding.ts";
import { KIND_BY_NUMBER, STATUS_BY_NUMBER, type StoredSpan } from "./inputs.ts";
import { number, text, textMap, type Row } from "./row.ts";

/** The SELECT list that `spanReader` reads, in its order. */
export const SPAN_SELECT = `lower(hex(span_id)), if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))),
  service, name, kind, status, status_message, trace_state, flags, toString(toUnixTimestamp64Nano(ts)), toString(duration_ns),
  resource, scope, attr_str, attr_int, attr_double, attr_other, events, links, dropped_attributes, dropped_events, dropped_links`;

type Encoded<T> = Omit<T, "attributes" | "attributeTypes"> & { attributes: OtlpKeyValue[] };

/** Reads rows of `SPAN_SELECT`; resources and scopes repeat, so each distinct one is decoded once. */
export function spanReader(): (row: Row) => StoredSpan {
  const resource = remember((json) => decodeAttributes(JSON.parse(json) as Encoded<SpanResource>));
  const scope = remember((json) => decodeAttributes(JSON.parse(json) as Encoded<SpanScope>));
  return (row) => ({
    spanId: text(row, 0),
    parentSpanId: text(row, 1) || null,
    service: text(row, 2),
    operation: text(row, 3),
    kind: KIND_BY_NUMBER[number(row, 4)] ?? "unspecified",
    status: STATUS_BY_NUMBER[number(row, 5)] ?? "unset",
    statusMessage: text(row, 6),
    traceState: text(row, 7),
    flags: number(row, 8),
    startTimeUnixNano: text(row, 9),
    durationNano: text(row, 10),
    ...decodeSpanAttributes(textMap(row, 13), textMap(row, 14), textMap(row, 15), textMap(row, 16)),
    resource: resource(text(row, 11)),
    scope: scope(text(row, 12)),
    events: readList<SpanEvent>(text(row, 17)),
    links: readList<SpanLink>(text(row, 18)),
    droppedAttributesCount: number(row, 19),
    droppedEventsCount: number(row, 20),
    droppedLinksCount: number(row, 21),
  });
}

function decodeAttributes<T extends { attributes: OtlpKeyValue[] }>(encoded: T) {
  return { ...encoded, ...decodeKeyValues(encoded.attributes) };
}

function readList<T extends SpanEvent | SpanLink>(json: string): T[] {
  if (json === "") return [];
  return (JSON.parse(json) as Encoded<T>[]).map((item) => decodeAttributes(item) as unknown as T);
}

function remember<T>(decode: (json: string) => T): (json: string) => T {
  const known = new Map<string, T>();
  return (json) => {
    const value = known.get(json) ?? decode(json);
    known.set(json, value);
    return value;
  };
}
