export { completionsAt, type TraceQueryCompletion } from "./complete.ts";
export { formatDurationNanos, parseDurationNanos } from "./duration.ts";
export {
  SPAN_KINDS,
  SPAN_STATUSES,
  TRACE_QUERY_KEYS,
  type TraceQueryField,
  type TraceQueryOperator,
} from "./fields.ts";
export { formatAttributeTerm, formatTraceQuery, quoteTraceQueryValue } from "./format.ts";
export { type ParsedTraceQuery, parseTraceQuery, type TraceQueryTerm } from "./parse.ts";
export type { TraceQueryError } from "./scan.ts";
