import type { AttributeFilter, SpanFilter } from "../contracts/traces.ts";
import { formatDurationNanos } from "./duration.ts";
import { fieldOf } from "./fields.ts";

const PLAIN_KEY = /^[^\s:=!<>~"'-][^\s:=!<>~"']*$/;
const PLAIN_VALUE = /^[^\s"'*][^\s"]*$/;
/** Bare, these would be read as something other than text. */
const LOOKS_TYPED = /^(true|false|[+-]?[\d.][\d.e+-]*)$/i;

/** Writes a filter as text that `parseTraceQuery` reads back as the same filter. An empty filter is the empty text. */
export function formatTraceQuery(filter: SpanFilter): string {
  const parts: string[] = [];
  if (filter.service !== undefined) parts.push(`service:${quoteTraceQueryValue(filter.service)}`);
  if (filter.operation !== undefined) parts.push(`operation:${quoteTraceQueryValue(filter.operation)}`);
  if (filter.status !== undefined) parts.push(`status:${filter.status}`);
  if (filter.kind !== undefined) parts.push(`kind:${filter.kind}`);
  parts.push(...durationTerms(filter));
  for (const attribute of filter.attributes ?? []) parts.push(formatAttributeTerm(attribute));
  for (const service of filter.not?.service ?? []) parts.push(`-service:${quoteTraceQueryValue(service)}`);
  for (const operation of filter.not?.operation ?? []) parts.push(`-operation:${quoteTraceQueryValue(operation)}`);
  for (const status of filter.not?.status ?? []) parts.push(`-status:${status}`);
  for (const kind of filter.not?.kind ?? []) parts.push(`-kind:${kind}`);
  if (filter.traceId !== undefined) parts.push(`trace:${filter.traceId}`);
  return parts.join(" ");
}

/** Bounds are inclusive; one nanosecond beside a round figure is how the parser keeps `>` and `<`. */
function durationTerms(filter: SpanFilter): string[] {
  const terms: string[] = [];
  const min = filter.minDurationMs === undefined ? undefined : Math.round(filter.minDurationMs * 1e6);
  const max = filter.maxDurationMs === undefined ? undefined : Math.round(filter.maxDurationMs * 1e6);
  if (min !== undefined && min === max) return [`duration=${formatDurationNanos(min)}`];
  if (min !== undefined) {
    const above = min % 1000 === 1;
    terms.push(`duration${above ? ">" : ">="}${formatDurationNanos(above ? min - 1 : min)}`);
  }
  if (max !== undefined) {
    const below = max % 1000 === 999;
    terms.push(`duration${below ? "<" : "<="}${formatDurationNanos(below ? max + 1 : max)}`);
  }
  return terms;
}

/** One attribute filter as a term, for links such as "find traces where key = value". */
export function formatAttributeTerm(attribute: AttributeFilter): string {
  const plain = PLAIN_KEY.test(attribute.key) && attribute.key !== "has" && fieldOf(attribute.key) === "attribute";
  const key = plain ? attribute.key : quote(attribute.key);
  if (attribute.op === "exists") return `${key}:*`;
  const value = attribute.value ?? "";
  const ordering = attribute.op.startsWith(">") || attribute.op.startsWith("<");
  const text =
    typeof value !== "string" || ordering
      ? String(value)
      : LOOKS_TYPED.test(value) && attribute.op !== "contains"
        ? quote(value)
        : quoteTraceQueryValue(value);
  const operator = attribute.op === "=" ? ":" : attribute.op === "contains" ? "~" : attribute.op;
  return `${key}${operator}${text}`;
}

/** A value as it must be written in a query: bare when that is safe, in quotes otherwise. */
export function quoteTraceQueryValue(value: string): string {
  return PLAIN_VALUE.test(value) ? value : quote(value);
}

function quote(value: string): string {
  const escaped = value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `"${escaped}"`;
}
