import { z } from "zod";
import type { AttributeSet } from "./attribute.ts";
import { instantSchema, isForwardRange, limitSchema, timeRangeShape, traceIdSchema } from "./common.ts";

export const spanStatusSchema = z.enum(["ok", "error", "unset"]);
export type SpanStatus = z.infer<typeof spanStatusSchema>;
export const spanKindSchema = z.enum(["unspecified", "internal", "server", "client", "producer", "consumer"]);
export type SpanKind = z.infer<typeof spanKindSchema>;

export const attributeFilterSchema = z
  .object({
    key: z.string().min(1).max(256),
    op: z.enum(["=", "!=", ">", ">=", "<", "<=", "contains", "exists"]),
    /** Compared as a number for the four orderings; `resource.` before a key looks at the resource only. */
    value: z.union([z.string().max(4096), z.number(), z.boolean()]).optional(),
  })
  .refine((filter) => filter.op === "exists" || filter.value !== undefined, {
    message: "`value` is required for every operator but `exists`",
    path: ["value"],
  });
export type AttributeFilter = z.infer<typeof attributeFilterSchema>;

/** What a span must meet, all at once, for its trace to be found. */
export const spanFilterShape = {
  service: z.string().min(1).max(256).optional(),
  operation: z.string().min(1).max(1024).optional(),
  status: spanStatusSchema.optional(),
  minDurationMs: z.number().min(0).optional(),
  maxDurationMs: z.number().min(0).optional(),
  attributes: z.array(attributeFilterSchema).max(32).optional(),
  /** The same filters as text, joined to the fields above by "and"; see `parseTraceQuery`. */
  query: z.string().max(4096).optional(),
};
export const spanFilterSchema = z.object(spanFilterShape);
export type SpanFilterInput = z.infer<typeof spanFilterSchema>;

/** A filter with its text already parsed into fields. */
export type SpanFilter = Omit<SpanFilterInput, "query"> & {
  kind?: SpanKind | undefined;
  traceId?: string | undefined;
  /** Negated fields from text such as `-service:cart`. */
  not?: { service?: string[]; operation?: string[]; status?: SpanStatus[]; kind?: SpanKind[] } | undefined;
};

export const tracesSearchInputSchema = z
  .object({
    ...timeRangeShape,
    ...spanFilterShape,
    limit: limitSchema.default(100),
    cursor: z.string().max(512).optional(),
  })
  .refine(...isForwardRange);
export type TracesSearchInput = z.infer<typeof tracesSearchInputSchema>;

export interface TraceSummary {
  traceId: string;
  rootService: string;
  rootOperation: string;
  /** ISO 8601 with nanoseconds, start of the earliest span. */
  startTime: string;
  durationMs: number;
  spanCount: number;
  errorCount: number;
  /** Services with their span counts, busiest first. */
  services: { name: string; spanCount: number; selfTimeMs: number }[];
  /** True when no root span (one without a parent) has arrived: root names are then those of the earliest span. */
  partial: boolean;
}
export interface TracesSearchResult {
  items: TraceSummary[];
  nextCursor: string | null;
}

export interface SpanEvent extends AttributeSet {
  timeUnixNano: string;
  name: string;
  droppedAttributesCount: number;
}
export interface SpanLink extends AttributeSet {
  traceId: string;
  spanId: string;
  traceState: string;
  flags: number;
  droppedAttributesCount: number;
}
export interface SpanResource extends AttributeSet {
  droppedAttributesCount: number;
  schemaUrl: string;
}
export interface SpanScope extends AttributeSet {
  name: string;
  version: string;
  droppedAttributesCount: number;
  schemaUrl: string;
}

export interface TraceSpan extends AttributeSet {
  spanId: string;
  /** Null for a root span. */
  parentSpanId: string | null;
  service: string;
  operation: string;
  kind: SpanKind;
  status: SpanStatus;
  statusMessage: string;
  traceState: string;
  flags: number;
  startTimeUnixNano: string;
  durationNano: string;
  /** Duration less the time covered by children, in nanoseconds. */
  selfTimeNano: string;
  resource: SpanResource;
  scope: SpanScope;
  events: SpanEvent[];
  links: SpanLink[];
  droppedAttributesCount: number;
  droppedEventsCount: number;
  droppedLinksCount: number;
}

/** One stretch of the critical path: between the two instants the trace waited for this span itself. */
export interface CriticalPathInterval {
  spanId: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
}

export interface TraceDetail {
  traceId: string;
  startTimeUnixNano: string;
  durationNano: string;
  spans: TraceSpan[];
  criticalPath: CriticalPathInterval[];
  /** Set when the trace has more spans than `maxSpans`; the earliest are returned. */
  truncated: boolean;
}

export const tracesGetInputSchema = z.object({ traceId: traceIdSchema });

/**
 * A trace for drawing: one array a column, index = span, ordered by start time; times in nanoseconds relative to
 * `startTimeUnixNano` (exact in a double up to 104 days). Attributes are fetched a span at a time with `traces.span`.
 */
export interface TraceOutline {
  traceId: string;
  startTimeUnixNano: string;
  durationNano: number;
  /** Distinct services and operations; the columns hold indexes into them. */
  services: string[];
  operations: string[];
  spanId: string[];
  /** Index of the parent in this trace, -1 for none (root, or a parent that has not arrived). */
  parent: number[];
  /** Indexes of the spans that name a parent which is not here: it has not arrived yet, or never will. */
  missingParent: number[];
  service: number[];
  operation: number[];
  /** Numbers as in OTLP: kind 0 to 5, status 0 unset, 1 ok, 2 error. */
  kind: number[];
  status: number[];
  start: number[];
  duration: number[];
  selfTime: number[];
  /** Events on each span as [relative ns, name] pairs; only spans that have any. */
  events: Record<number, [number, string][]>;
  /** Flattened triples: span index, start, end (relative ns). */
  criticalPath: number[];
  truncated: boolean;
}
export const tracesSpanInputSchema = z.object({
  traceId: traceIdSchema,
  spanId: z.string().regex(/^[0-9a-fA-F]{16}$/),
});

export const tracesCompareInputSchema = z.object({ a: traceIdSchema, b: traceIdSchema });
/** Two traces lined up by path (service and operation from the root down). */
export interface TraceComparison {
  a: { traceId: string; durationMs: number; spanCount: number; errorCount: number; startTime: string };
  b: { traceId: string; durationMs: number; spanCount: number; errorCount: number; startTime: string };
  rows: {
    /** `service operation` from the root down, joined by " › ". */
    path: string;
    depth: number;
    service: string;
    operation: string;
    a: { count: number; totalMs: number; selfMs: number; errors: number } | null;
    b: { count: number; totalMs: number; selfMs: number; errors: number } | null;
  }[];
}

export const tracesLiveInputSchema = z.object({ ...spanFilterShape });
/** What `traces.live` yields: new traces, newest first, about once a second. */
export interface TracesLiveBatch {
  items: TraceSummary[];
  /** Traces that arrived but are left out of `items` because there were more than fit. */
  skipped: number;
  at: string;
}

export const tracesHistogramInputSchema = z
  .object({ ...timeRangeShape, ...spanFilterShape, buckets: z.number().int().min(10).max(400).default(120) })
  .refine(...isForwardRange);
/** Matching spans over time × duration: the heatmap above the search results. */
export interface TracesHistogram {
  /** ISO 8601 start of the first column. */
  from: string;
  stepMs: number;
  /** Lower bounds of the rows in milliseconds, ascending, logarithmic. */
  durationBoundsMs: number[];
  /** Flattened triples: column, row, count. Empty cells are absent. */
  cells: number[];
  /** Per column: count and errors. */
  totals: { count: number[]; errors: number[] };
  /** 1 when every span was looked at, N when one five-minute slice in N was and counts are scaled up. */
  sampledOneIn: number;
}

export const tracesFacetsInputSchema = z.object({ ...timeRangeShape, ...spanFilterShape }).refine(...isForwardRange);
export interface TracesFacets {
  services: { value: string; count: number }[];
  operations: { value: string; count: number }[];
  status: { value: SpanStatus; count: number }[];
  kinds: { value: SpanKind; count: number }[];
  sampledOneIn: number;
}

export const attributesKeysInputSchema = z
  .object({
    ...timeRangeShape,
    prefix: z.string().max(256).default(""),
    service: z.string().optional(),
    limit: limitSchema.default(50),
  })
  .refine(...isForwardRange);
export interface AttributeKeys {
  items: { key: string; type: "string" | "number" | "other"; from: "span" | "resource"; count: number }[];
}
export const attributesValuesInputSchema = z
  .object({
    ...timeRangeShape,
    key: z.string().min(1).max(256),
    prefix: z.string().max(256).default(""),
    service: z.string().optional(),
    limit: limitSchema.default(50),
  })
  .refine(...isForwardRange);
export interface AttributeValues {
  items: { value: string; count: number }[];
}

/** Re-exported so that callers need one import for an instant. */
export { instantSchema };
