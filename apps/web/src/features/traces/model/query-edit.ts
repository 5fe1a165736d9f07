import { formatDurationNanos, parseTraceQuery, quoteTraceQueryValue, type TraceQueryTerm } from "@plimsoll/core";

/** The text without one of its terms. */
export function removeTerm(text: string, term: Pick<TraceQueryTerm, "start" | "end">): string {
  return `${text.slice(0, term.start).trimEnd()} ${text.slice(term.end).trimStart()}`.trim();
}

/** The text with a term behind it. */
function addTerm(text: string, term: string): string {
  return `${text.trim()} ${term}`.trim();
}

/** Terms of the text, none when it does not parse. */
export function termsOf(text: string): TraceQueryTerm[] {
  const parsed = parseTraceQuery(text);
  return parsed.ok ? parsed.terms : [];
}

function without(text: string, unwanted: (term: TraceQueryTerm) => boolean): string {
  return termsOf(text)
    .filter(unwanted)
    .toReversed()
    .reduce((rest, term) => removeTerm(rest, term), text);
}

type FacetField = "service" | "operation" | "status" | "kind";
const positive = (term: TraceQueryTerm) => !term.negated && term.op !== "!=";

/** The value a facet is set to; undefined when it is not. */
export function facetValue(text: string, field: FacetField): string | undefined {
  return termsOf(text).find((term) => term.field === field && positive(term))?.value;
}

/** Sets a facet to a value, or takes it off when it is set to that already. What excluded the value goes too. */
export function toggleFacet(text: string, field: FacetField, value: string): string {
  const isSet = facetValue(text, field) === value;
  const rest = without(text, (term) => term.field === field && (positive(term) || term.value === value));
  return isSet ? rest : addTerm(rest, `${field}:${quoteTraceQueryValue(value)}`);
}

/** Excludes a value of a facet. */
export function excludeFacet(text: string, field: FacetField, value: string): string {
  const rest = without(text, (term) => term.field === field && term.value === value);
  return addTerm(rest, `-${field}:${quoteTraceQueryValue(value)}`);
}

/** Replaces every bound on the duration; null leaves a side open. Bounds are rounded outwards to three digits. */
export function setDurationRange(text: string, minMs: number | null, maxMs: number | null): string {
  const rest = without(text, (term) => term.field === "duration");
  const low = minMs === null ? "" : `duration>=${formatDurationNanos(roundOut(minMs * 1e6, Math.floor))}`;
  const high = maxMs === null ? "" : `duration<=${formatDurationNanos(roundOut(maxMs * 1e6, Math.ceil))}`;
  return addTerm(addTerm(rest, low), high);
}

function roundOut(nanos: number, round: (value: number) => number): number {
  if (nanos < 1000) return round(nanos);
  const unit = 10 ** (Math.floor(Math.log10(nanos)) - 2);
  return round(nanos / unit) * unit;
}
