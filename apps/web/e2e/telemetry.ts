import { randomBytes } from "node:crypto";
import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

export interface SpanSketch {
  service: string;
  name: string;
  /** Index of the parent in the list, none for the root. */
  parent?: number;
  startMs: number;
  durationMs: number;
  kind?: SpanKind;
  error?: string;
  attributes?: Record<string, string | number | boolean>;
}

/** Sends a trace through the SDK's own exporter and resolves with its id once it was acknowledged. */
export async function sendTrace(
  otlpUrl: string,
  sketches: readonly SpanSketch[],
  headers: Record<string, string> = {},
): Promise<string> {
  const traceId = randomBytes(16).toString("hex");
  const begin = Date.now() - 1000;
  const contexts = sketches.map(() => ({
    traceId,
    spanId: randomBytes(8).toString("hex"),
    traceFlags: TraceFlags.SAMPLED,
  }));
  const hr = (ms: number): [number, number] => [
    Math.floor((begin + ms) / 1000),
    Math.round(((begin + ms) % 1000) * 1e6),
  ];
  const spans = sketches.map((sketch, index): ReadableSpan => {
    const context = contexts[index];
    const parent = sketch.parent === undefined ? undefined : contexts[sketch.parent];
    if (!context) throw new Error("no context");
    const exception = {
      name: "exception",
      time: hr(sketch.startMs + 1),
      attributes: {
        "exception.type": "TypeError",
        "exception.message": sketch.error ?? "",
        "exception.stacktrace": `TypeError: ${sketch.error}\n    at charge (/app/payments.js:12:7)`,
      },
    };
    return {
      name: sketch.name,
      kind: sketch.kind ?? SpanKind.INTERNAL,
      spanContext: () => context,
      ...(parent ? { parentSpanContext: parent } : {}),
      startTime: hr(sketch.startMs),
      endTime: hr(sketch.startMs + sketch.durationMs),
      status: sketch.error ? { code: SpanStatusCode.ERROR, message: sketch.error } : { code: SpanStatusCode.UNSET },
      attributes: sketch.attributes ?? {},
      links: [],
      events: sketch.error ? [exception] : [],
      duration: [0, sketch.durationMs * 1e6],
      ended: true,
      resource: resourceFromAttributes({ "service.name": sketch.service, "service.version": "1.2.3" }),
      instrumentationScope: { name: "e2e" },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  });
  const exporter = new OTLPTraceExporter({ url: `${otlpUrl}/v1/traces`, headers });
  await new Promise<void>((resolve, reject) => {
    exporter.export(spans, ({ code, error }) =>
      code === 0 ? resolve() : reject(error ?? new Error("not acknowledged")),
    );
  });
  await exporter.shutdown();
  return traceId;
}

/** A checkout of a shop: three services, SQL, and an error where one is wanted. */
export function checkout(user: string, slow = 0, error?: string): SpanSketch[] {
  return [
    {
      service: "shop",
      name: "POST /checkout",
      startMs: 0,
      durationMs: 200 + slow,
      kind: SpanKind.SERVER,
      attributes: { "http.request.method": "POST", "http.route": "/checkout", "user.id": user },
    },
    { service: "shop", name: "reserve stock", parent: 0, startMs: 10, durationMs: 60 },
    {
      service: "shop",
      name: "SELECT stock",
      parent: 1,
      startMs: 15,
      durationMs: 40,
      kind: SpanKind.CLIENT,
      attributes: {
        "db.system.name": "postgresql",
        "db.namespace": "shop",
        "db.query.text": "SELECT * FROM stock WHERE sku = $1",
      },
    },
    { service: "shop", name: "POST", parent: 0, startMs: 80, durationMs: 100 + slow, kind: SpanKind.CLIENT },
    {
      service: "payments",
      name: "POST /charge",
      parent: 3,
      startMs: 85,
      durationMs: 90 + slow,
      kind: SpanKind.SERVER,
      ...(error ? { error } : {}),
    },
  ];
}
