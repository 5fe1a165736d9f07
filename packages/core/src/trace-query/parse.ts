import type { AttributeFilter, SpanFilter } from "../contracts/traces.ts";
import { parseDurationNanos } from "./duration.ts";
import {
  fieldOf,
  operatorsOf,
  SPAN_KINDS,
  SPAN_STATUSES,
  type TraceQueryField,
  type TraceQueryOperator,
} from "./fields.ts";
import { type ScannedTerm, type ScannedText, scanTraceQuery, type TraceQueryError } from "./scan.ts";

/** One term of a query that parsed, with its place in the text (0-based, end exclusive). */
export interface TraceQueryTerm {
  start: number;
  end: number;
  field: TraceQueryField;
  key: string;
  op: TraceQueryOperator;
  /** Empty for `exists`. */
  value: string;
  negated: boolean;
}

export type ParsedTraceQuery =
  | { ok: true; filter: SpanFilter; terms: TraceQueryTerm[] }
  | { ok: false; errors: TraceQueryError[] };

const MAX_QUERY_LENGTH = 4096;
const MAX_ATTRIBUTES = 32;
const MAX_KEY_LENGTH = 256;
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/i;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Collects what the terms say, so that later terms can be held against earlier ones. */
interface Draft {
  filter: SpanFilter;
  terms: TraceQueryTerm[];
  errors: TraceQueryError[];
}

/**
 * Reads the text form of a span filter, terms joined by "and": `service:checkout status:error duration>250ms
 * http.route:"/cart/:id" -service:cart kind:server trace:<id> has:db.statement net.peer.name~cache`.
 * Operators are `: = != > >= < <= ~` (contains) and `key:*` or `has:key` (exists); `-` or `!` before a term negates it.
 * A key in quotes is always an attribute (`"name":x`); a trace id or traceparent may stand alone.
 * Every error is reported, each with its column; the filter is only given when there is none.
 */
export function parseTraceQuery(text: string): ParsedTraceQuery {
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `A query may have ${MAX_QUERY_LENGTH} characters; this one has ${text.length}.`;
    return { ok: false, errors: [{ message, column: MAX_QUERY_LENGTH + 1, length: text.length - MAX_QUERY_LENGTH }] };
  }
  const scanned = scanTraceQuery(text);
  const draft: Draft = { filter: {}, terms: [], errors: scanned.errors };
  for (const term of scanned.terms) readTerm(draft, term, text);
  const { minDurationMs: min, maxDurationMs: max } = draft.filter;
  const last = draft.terms.findLast((term) => term.field === "duration");
  if (min !== undefined && max !== undefined && min > max && last) {
    fail(draft, last, "No duration meets all the duration terms: the lower bound is above the upper one.");
  }
  if (draft.errors.length > 0) return { ok: false, errors: draft.errors.sort((a, b) => a.column - b.column) };
  return { ok: true, filter: draft.filter, terms: draft.terms };
}

function fail(draft: Draft, part: { start: number; end: number }, message: string): void {
  draft.errors.push({ message, column: part.start + 1, length: Math.max(1, part.end - part.start) });
}

function readTerm(draft: Draft, term: ScannedTerm, text: string): void {
  if (!term.operator) return readLoneWord(draft, term);
  const { key } = term;
  if (key.text === "") return fail(draft, term.operator, `A key is missing before ${term.operator.text}`);
  if (key.text.length > MAX_KEY_LENGTH) return fail(draft, key, `A key may have ${MAX_KEY_LENGTH} characters.`);
  if (!term.value) {
    return fail(draft, term, `${text.slice(term.start, term.operator.end)} has no value: write one right behind it.`);
  }
  if (key.text === "has" && !key.quoted && term.operator.text === ":") return readExists(draft, term, term.value.text);
  if (term.value.text === "*" && !term.value.quoted && (term.operator.text === ":" || term.operator.text === "=")) {
    return readExists(draft, term, key.text);
  }
  const field = fieldOf(key.text, key.quoted);
  if (!operatorsOf(field).includes(term.operator.text)) {
    const allowed = operatorsOf(field).join(" ");
    return fail(
      draft,
      term.operator,
      `${key.text} cannot be compared with ${term.operator.text} (it takes ${allowed}).`,
    );
  }
  const read: TraceQueryTerm = {
    start: term.start,
    end: term.end,
    field,
    key: field === "attribute" ? key.text : field,
    op: term.operator.text,
    value: term.value.text,
    negated: term.negated,
  };
  READERS[field](draft, read, term.value);
}

function readLoneWord(draft: Draft, term: ScannedTerm): void {
  const word = term.key.text;
  if (word === "AND" && !term.key.quoted && !term.negated) return;
  if (word === "OR" && !term.key.quoted) {
    return fail(draft, term, "OR is not supported: every term must hold. Search for one side at a time.");
  }
  const traceId = TRACEPARENT.exec(word)?.[1] ?? word;
  if (TRACE_ID.test(traceId) && !term.negated) {
    const value = { ...term.key, text: traceId };
    return readTrace(
      draft,
      { start: term.start, end: term.end, field: "trace", key: "trace", op: ":", value: traceId, negated: false },
      value,
    );
  }
  const hint = "write key:value, such as service:checkout, and put a value with spaces in quotes.";
  fail(draft, term, word === "" ? `Something is missing here: ${hint}` : `“${word}” stands alone: ${hint}`);
}

function readExists(draft: Draft, term: ScannedTerm, key: string): void {
  if (term.negated) return fail(draft, term, "“Does not have” cannot be searched for; leave out the minus.");
  if (fieldOf(key, term.key.quoted || term.value?.quoted) !== "attribute") {
    return fail(draft, term, `Every span has a ${key}: leave this term out.`);
  }
  addAttribute(
    draft,
    { start: term.start, end: term.end, field: "attribute", key, op: "exists", value: "", negated: false },
    { key, op: "exists" },
  );
}

type Reader = (draft: Draft, term: TraceQueryTerm, value: ScannedText) => void;
const READERS: Record<TraceQueryField, Reader> = {
  service: (draft, term) => readName(draft, term, "service", 256),
  operation: (draft, term) => readName(draft, term, "operation", 1024),
  status: (draft, term, value) => readChoice(draft, term, value, "status", SPAN_STATUSES),
  kind: (draft, term, value) => readChoice(draft, term, value, "kind", SPAN_KINDS),
  duration: readDuration,
  trace: readTrace,
  attribute: readAttribute,
};

/** `-a:b` and `a!=b` say the same; both together take each other away. */
function isNegative(term: TraceQueryTerm): boolean {
  return term.negated !== (term.op === "!=");
}

function readName(draft: Draft, term: TraceQueryTerm, field: "service" | "operation", maxLength: number): void {
  if (term.value === "") return fail(draft, term, `${field} needs a name.`);
  if (term.value.length > maxLength) return fail(draft, term, `A ${field} may have ${maxLength} characters.`);
  if (isNegative(term)) {
    const not = (draft.filter.not ??= {});
    not[field] = [...new Set([...(not[field] ?? []), term.value])];
  } else {
    const earlier = draft.filter[field];
    if (earlier !== undefined && earlier !== term.value) return failTwice(draft, term, field, earlier);
    draft.filter[field] = term.value;
  }
  draft.terms.push(term);
}

function readChoice<F extends "status" | "kind">(
  draft: Draft,
  term: TraceQueryTerm,
  value: ScannedText,
  field: F,
  choices: readonly NonNullable<SpanFilter[F]>[],
): void {
  const choice = choices.find((each) => each === term.value.toLowerCase());
  if (!choice) return fail(draft, value, `“${term.value}” is not a ${field}: it is one of ${choices.join(", ")}.`);
  if (isNegative(term)) {
    const not: Record<string, string[]> = (draft.filter.not ??= {});
    not[field] = [...new Set([...(not[field] ?? []), choice])];
  } else {
    const earlier = draft.filter[field];
    if (earlier !== undefined && earlier !== choice) return failTwice(draft, term, field, earlier);
    draft.filter[field] = choice;
  }
  draft.terms.push({ ...term, value: choice });
}

function failTwice(draft: Draft, term: TraceQueryTerm, field: string, earlier: string): void {
  fail(draft, term, `A span has one ${field}, and ${field}:${earlier} already stands before: keep one of the two.`);
}

function readDuration(draft: Draft, term: TraceQueryTerm, value: ScannedText): void {
  if (term.negated) return fail(draft, term, "A duration cannot be negated: turn the comparison round (< for >).");
  const compare = /^(>=|<=|>|<)/.exec(term.op === ":" && !value.quoted ? value.text : "")?.[0];
  const written = compare ? value.text.slice(compare.length) : value.text;
  const nanos = parseDurationNanos(written);
  if (nanos === null) {
    const example = NUMBER.test(written) ? `${written.replace(/^[+-]/, "")}ms` : "250ms";
    return fail(
      draft,
      value,
      `“${written}” is not a duration: write a number with a unit (ns us ms s m h), as ${example}.`,
    );
  }
  // Durations are whole nanoseconds, so "above" is "at least one nanosecond more".
  const op = compare ?? term.op;
  const { filter } = draft;
  if (op !== "<" && op !== "<=") {
    filter.minDurationMs = Math.max(filter.minDurationMs ?? 0, (op === ">" ? nanos + 1 : nanos) / 1e6);
  }
  if (op !== ">" && op !== ">=") {
    const most = (op === "<" ? Math.max(0, nanos - 1) : nanos) / 1e6;
    filter.maxDurationMs = Math.min(filter.maxDurationMs ?? Number.POSITIVE_INFINITY, most);
  }
  draft.terms.push({ ...term, op: op as TraceQueryOperator, value: written });
}

function readTrace(draft: Draft, term: TraceQueryTerm, value: ScannedText): void {
  if (term.negated) return fail(draft, term, "A trace cannot be left out; name the one to find.");
  if (!TRACE_ID.test(term.value)) {
    return fail(draft, value, "A trace id is 32 hexadecimal digits, not all of them zero.");
  }
  const id = term.value.toLowerCase();
  const earlier = draft.filter.traceId;
  if (earlier !== undefined && earlier !== id) return failTwice(draft, term, "trace", earlier);
  draft.filter.traceId = id;
  draft.terms.push({ ...term, value: id });
}

function readAttribute(draft: Draft, term: TraceQueryTerm, value: ScannedText): void {
  const { key } = term;
  if (term.op === "~") {
    if (term.negated) return fail(draft, term, "“Does not contain” cannot be searched for; leave out the minus.");
    if (term.value === "")
      return fail(draft, value, "An empty text is contained in everything: write what to look for.");
    return addAttribute(draft, term, { key, op: "contains", value: term.value });
  }
  if (term.op === ":" || term.op === "=" || term.op === "!=") {
    return addAttribute(draft, term, { key, op: isNegative(term) ? "!=" : "=", value: typedValue(value) });
  }
  if (term.op === "exists") return addAttribute(draft, term, { key, op: "exists" });
  if (term.negated) return fail(draft, term, "An ordering cannot be negated: turn the comparison round (< for >=).");
  if (!NUMBER.test(value.text))
    return fail(draft, value, `“${value.text}” is not a number; ${term.op} compares numbers.`);
  addAttribute(draft, term, { key, op: term.op, value: Number(value.text) });
}

function addAttribute(draft: Draft, term: TraceQueryTerm, attribute: AttributeFilter): void {
  const attributes = (draft.filter.attributes ??= []);
  if (attributes.length === MAX_ATTRIBUTES) {
    return fail(draft, term, `A query may have ${MAX_ATTRIBUTES} attribute terms.`);
  }
  attributes.push(attribute);
  draft.terms.push(term);
}

/** Bare `200` and `true` are a number and a boolean; in quotes, or when a number would change them (`007`), text. */
function typedValue(value: ScannedText): string | number | boolean {
  if (value.quoted) return value.text;
  if (value.text === "true" || value.text === "false") return value.text === "true";
  const asNumber = Number(value.text);
  return NUMBER.test(value.text) && String(asNumber) === value.text ? asNumber : value.text;
}
