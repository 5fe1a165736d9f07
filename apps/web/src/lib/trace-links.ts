/** Where the console shows traces: one place that knows the paths and the `q` parameter of the search. */
export interface TraceSearchTerms {
  service?: string;
  operation?: string;
  status?: "ok" | "error" | "unset";
  minDurationMs?: number;
  /** Further terms in the query's own text form. */
  text?: string;
}

/** A value as a trace query takes it: always in quotes, which is never wrong. */
export function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`).replaceAll("\t", String.raw`\t`)}"`;
}

/** The search for traces that meet all terms. */
export function traceSearchHref(terms: TraceSearchTerms): string {
  const parts = [
    terms.service && `service:${quoted(terms.service)}`,
    terms.operation && `operation:${quoted(terms.operation)}`,
    terms.status && `status:${terms.status}`,
    terms.minDurationMs !== undefined && `duration>=${Math.round(terms.minDurationMs * 1000)}us`,
    terms.text,
  ].filter(Boolean);
  return parts.length > 0 ? `/traces?q=${encodeURIComponent(parts.join(" "))}` : "/traces";
}

/** The page of one trace. */
export function traceHref(traceId: string): string {
  return `/traces/${traceId}`;
}

/** The page of one service. */
export function serviceHref(service: string): string {
  return `/services/${encodeURIComponent(service)}`;
}
