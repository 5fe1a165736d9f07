import type { TraceOutline } from "@plimsoll/core";

/** A span of a small trace for tests: `[parent, start, duration]` and what differs from the usual. */
export interface FixtureSpan {
  parent: number;
  start: number;
  duration: number;
  service?: string;
  operation?: string;
  status?: 0 | 1 | 2;
  self?: number;
}

/** Builds an outline as the server would, from spans in order of start. */
export function outlineOf(spans: FixtureSpan[], extra: Partial<TraceOutline> = {}): TraceOutline {
  const services = [...new Set(spans.map((span) => span.service ?? "shop"))];
  const operations = [...new Set(spans.map((span) => span.operation ?? "work"))];
  return {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    startTimeUnixNano: "1700000000000000000",
    durationNano: Math.max(...spans.map((span) => span.start + span.duration)),
    services,
    operations,
    spanId: spans.map((_, index) => (index + 1).toString(16).padStart(16, "0")),
    parent: spans.map((span) => span.parent),
    missingParent: [],
    service: spans.map((span) => services.indexOf(span.service ?? "shop")),
    operation: spans.map((span) => operations.indexOf(span.operation ?? "work")),
    kind: spans.map(() => 1),
    status: spans.map((span) => span.status ?? 0),
    start: spans.map((span) => span.start),
    duration: spans.map((span) => span.duration),
    selfTime: spans.map((span) => span.self ?? span.duration),
    events: {},
    criticalPath: [],
    truncated: false,
    ...extra,
  };
}
