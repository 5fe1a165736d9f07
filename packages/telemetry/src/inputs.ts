import type { SpanFilter, SpanKind, SpanStatus, StoreTable, TraceSpan, TraceSummary } from "@plimsoll/core";

/** What every reader names: the project whose data is read, and a signal that cancels the query in the store. */
export interface ProjectInput {
  projectId: string;
  signal?: AbortSignal | undefined;
}
/** `from` inclusive, `to` exclusive, ISO 8601. */
export interface RangeInput extends ProjectInput {
  from: string;
  to: string;
}
export interface FilteredRangeInput extends RangeInput {
  filter: SpanFilter;
}

export interface SearchTracesInput extends FilteredRangeInput {
  limit: number;
  cursor?: string | undefined;
}

/** Where a live tail stands: kept by its caller between polls, null for the first poll. */
export interface RecentTracesCursor {
  /** Latest arrival looked at, Unix seconds. */
  receivedAt: number;
  /** Traces already given, by id, with the second of their last look; bounded. */
  seen: ReadonlyMap<string, number>;
}
export interface RecentTracesInput extends ProjectInput {
  filter: SpanFilter;
  limit: number;
  cursor: RecentTracesCursor | null;
}
export interface RecentTracesResult {
  /** New traces, latest arrival first. */
  items: TraceSummary[];
  /** New traces that did not fit into `limit`. */
  skipped: number;
  cursor: RecentTracesCursor;
}

export interface TraceInput extends ProjectInput {
  /** 32 lower-case hexadecimal digits. */
  traceId: string;
}
export interface TraceSpansInput extends TraceInput {
  /** The earliest so many spans are returned. */
  maxSpans: number;
}
export interface SpanInput extends TraceInput {
  spanId: string;
}
/** A span as stored; the domain adds its self time. */
export type StoredSpan = Omit<TraceSpan, "selfTimeNano">;
/** Spans by start time; empty when the trace is not stored. */
export interface TraceSpans {
  spans: StoredSpan[];
  truncated: boolean;
}

/** The slim columns of a trace, index = span, ordered by start; times in ns relative to `startTimeUnixNano`. */
export interface TraceOutlineRows {
  startTimeUnixNano: string;
  services: string[];
  operations: string[];
  spanId: string[];
  /** Empty text for a root span. */
  parentSpanId: string[];
  service: number[];
  operation: number[];
  kind: number[];
  status: number[];
  start: number[];
  duration: number[];
  /** [relative ns, name] of each event of the spans that have any. */
  events: Record<number, [number, string][]>;
  truncated: boolean;
}

export interface TraceHistogramInput extends FilteredRangeInput {
  buckets: number;
}
export interface ServiceInput extends RangeInput {
  service: string;
}
export interface ServiceMapInput extends RangeInput {
  limit: number;
}
export interface AttributeKeysInput extends RangeInput {
  prefix: string;
  service?: string | undefined;
  limit: number;
}
export interface AttributeValuesInput extends AttributeKeysInput {
  key: string;
}

export interface StoreStatistics {
  tables: StoreTable[];
  diskFreeBytes: number | null;
  /** Compressed bytes of the table `spans` a row; null while it is empty. */
  bytesPerSpan: number | null;
  /** Of all projects, counted by arrival. */
  spansLastMinute: number;
  /** What the tables' TTL says now, days. */
  retentionDays: number | null;
}

/** Identity of a span that ingest wants to know about. */
export interface SpanIdentity {
  projectId: string;
  /** Hexadecimal. */
  traceId: string;
  spanId: string;
  startTimeUnixNano: bigint | string;
}

/** OTLP's numbers to our words; unknown numbers read as unspecified and unset. */
export const KIND_BY_NUMBER: readonly SpanKind[] = [
  "unspecified",
  "internal",
  "server",
  "client",
  "producer",
  "consumer",
];
export const STATUS_BY_NUMBER: readonly SpanStatus[] = ["unset", "ok", "error"];
