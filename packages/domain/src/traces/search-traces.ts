import type {
  TracesFacets,
  TracesHistogram,
  TracesSearchInput,
  TracesSearchResult,
  SpanFilterInput,
} from "@plimsoll/core";
import * as telemetry from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { resolveFilter } from "./resolve-filter.ts";

type Scope = { projectId: string; signal?: AbortSignal | undefined };
type FilteredRange = SpanFilterInput & { from: string; to: string };

/** Traces with a span that meets the filter, newest first. */
export function searchTraces(platform: Platform, scope: Scope, input: TracesSearchInput): Promise<TracesSearchResult> {
  const { from, to, limit, cursor } = input;
  return telemetry.searchTraces(platform.telemetry, {
    ...scope,
    from,
    to,
    limit,
    cursor,
    filter: resolveFilter(input),
  });
}

/** The spans that meet the filter over time and duration. */
export function getTracesHistogram(
  platform: Platform,
  scope: Scope,
  input: FilteredRange & { buckets: number },
): Promise<TracesHistogram> {
  const { from, to, buckets } = input;
  return telemetry.traceHistogram(platform.telemetry, { ...scope, from, to, buckets, filter: resolveFilter(input) });
}

/** How the spans that meet the filter spread over services, operations, status and kind. */
export function getTracesFacets(platform: Platform, scope: Scope, input: FilteredRange): Promise<TracesFacets> {
  const { from, to } = input;
  return telemetry.traceFacets(platform.telemetry, { ...scope, from, to, filter: resolveFilter(input) });
}
