import { AppError, parseTraceQuery, type SpanFilter, type SpanFilterInput } from "@plimsoll/core";

/**
 * Joins the filter given as fields and the filter given as text into one. Throws BAD_REQUEST with the column of each
 * mistake in the text, or when both name the same field differently.
 */
export function resolveFilter(input: SpanFilterInput): SpanFilter {
  const { service, operation, status, minDurationMs, maxDurationMs, attributes, query } = input;
  const fields: SpanFilter = withoutUndefined({ service, operation, status, minDurationMs, maxDurationMs, attributes });
  if (!query?.trim()) return fields;
  const parsed = parseTraceQuery(query);
  if (!parsed.ok) {
    const lines = parsed.errors.map((error) => `column ${error.column}: ${error.message}`);
    throw new AppError("BAD_REQUEST", `The query cannot be read. ${lines.join(" ")}`);
  }
  return joinFilters(fields, parsed.filter);
}

function withoutUndefined(filter: { [K in keyof SpanFilter]: SpanFilter[K] | undefined }): SpanFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function joinFilters(a: SpanFilter, b: SpanFilter): SpanFilter {
  for (const key of ["service", "operation", "status", "traceId"] as const) {
    if (a[key] !== undefined && b[key] !== undefined && a[key] !== b[key]) {
      throw new AppError(
        "BAD_REQUEST",
        `\`${key}\` is given twice: "${a[key]}" as a field and "${b[key]}" in the query.`,
      );
    }
  }
  const joined: SpanFilter = { ...a, ...b };
  if (a.attributes && b.attributes) joined.attributes = [...a.attributes, ...b.attributes];
  if (a.minDurationMs !== undefined && b.minDurationMs !== undefined) {
    joined.minDurationMs = Math.max(a.minDurationMs, b.minDurationMs);
  }
  if (a.maxDurationMs !== undefined && b.maxDurationMs !== undefined) {
    joined.maxDurationMs = Math.min(a.maxDurationMs, b.maxDurationMs);
  }
  return joined;
}
