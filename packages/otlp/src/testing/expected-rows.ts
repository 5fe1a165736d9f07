import type { AnyValueJson, KeyValueJson, RandomRequest, RandomSpan } from "./random-requests.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The reference: what a row must say about a span, computed from objects rather than from wire bytes. */
export function expectedRows(request: RandomRequest, projectId: string): Record<string, unknown>[] {
  return request.resourceSpans.flatMap(({ resource, schemaUrl, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, schemaUrl: scopeSchemaUrl, spans }) =>
      spans.map((span) => ({
        ...spanColumns(span),
        project_id: projectId,
        service: serviceName(resource.attributes),
        resource: json({
          attributes: attributes(resource.attributes),
          droppedAttributesCount: resource.droppedAttributesCount,
          schemaUrl,
        }),
        scope: json({
          name: scope.name,
          version: scope.version,
          attributes: attributes(scope.attributes),
          droppedAttributesCount: scope.droppedAttributesCount,
          schemaUrl: scopeSchemaUrl,
        }),
      })),
    ),
  );
}

function spanColumns(span: RandomSpan): Record<string, unknown> {
  const duration = BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano);
  const of = (member: string): KeyValueJson[] => span.attributes.filter(({ value }) => member in value);
  const pairs = (member: string): unknown[] => of(member).map(({ key, value }) => [key, value[member]]);
  return {
    trace: hex(span.traceId),
    span: hex(span.spanId),
    parent: span.parentSpanId.length === 0 ? "0".repeat(16) : hex(span.parentSpanId),
    trace_state: span.traceState,
    flags: span.flags,
    name: span.name,
    kind: span.kind,
    status: span.status.code,
    status_message: span.status.message,
    start: span.startTimeUnixNano,
    duration: String(duration < 0n ? 0n : duration),
    attr_str_pairs: pairs("stringValue"),
    attr_int_pairs: pairs("intValue"),
    attr_double_pairs: of("doubleValue").map(({ key, value }) => [key, columnDouble(value["doubleValue"] as number)]),
    attr_other_pairs: span.attributes
      .filter(({ value }) => !("stringValue" in value || "intValue" in value || "doubleValue" in value))
      .map(({ key, value }) => [key, json(anyValue(value))]),
    events: span.events.length === 0 ? "" : json(span.events.map(eventJson)),
    links: span.links.length === 0 ? "" : json(span.links.map(linkJson)),
    exception_type: exceptionType(span),
    dropped_attributes: span.droppedAttributesCount,
    dropped_events: span.droppedEventsCount,
    dropped_links: span.droppedLinksCount,
  };
}

function eventJson(event: RandomSpan["events"][number]): unknown {
  return {
    timeUnixNano: event.timeUnixNano,
    name: event.name,
    attributes: attributes(event.attributes),
    droppedAttributesCount: event.droppedAttributesCount,
  };
}

function linkJson(link: RandomSpan["links"][number]): unknown {
  return {
    traceId: hex(link.traceId),
    spanId: hex(link.spanId),
    traceState: link.traceState,
    flags: link.flags,
    attributes: attributes(link.attributes),
    droppedAttributesCount: link.droppedAttributesCount,
  };
}

function exceptionType(span: RandomSpan): string {
  const exception = span.events.findLast((event) => event.name === "exception");
  return lastText(exception?.attributes ?? [], "exception.type");
}

function serviceName(list: KeyValueJson[]): string {
  return lastText(list, "service.name") || "unknown_service";
}

function lastText(list: KeyValueJson[], key: string): string {
  const found = list.findLast((item) => item.key === key && "stringValue" in item.value);
  return (found?.value["stringValue"] as string | undefined) ?? "";
}

function attributes(list: KeyValueJson[]): unknown[] {
  return list.map(({ key, value }) => ({ key, value: anyValue(value) }));
}

/** A value as OTLP JSON text. */
export function anyValueText(value: AnyValueJson): string {
  return json(anyValue(value));
}

function anyValue(value: AnyValueJson): unknown {
  if ("bytesValue" in value) return { bytesValue: Buffer.from(value["bytesValue"] as Uint8Array).toString("base64") };
  if ("doubleValue" in value) return { doubleValue: new MarkedDouble(value["doubleValue"] as number) };
  if ("arrayValue" in value) {
    const { values } = value["arrayValue"] as { values: AnyValueJson[] };
    return { arrayValue: { values: values.map(anyValue) } };
  }
  if ("kvlistValue" in value) {
    const { values } = value["kvlistValue"] as { values: KeyValueJson[] };
    return { kvlistValue: { values: attributes(values) } };
  }
  return value;
}

/** Keeps -0 and the denormals through JSON.stringify. */
class MarkedDouble {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
  toJSON(): unknown {
    if (Object.is(this.value, -0)) return "\u0000-0";
    return Number.isFinite(this.value) ? this.value : String(this.value);
  }
}

function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('"\\u0000-0"', "-0");
}

function columnDouble(value: number): unknown {
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? value : value > 0 ? "inf" : "-inf";
}
