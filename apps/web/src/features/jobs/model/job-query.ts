import type { JobFilter, JobState, QueueRef } from "@plimsoll/core";
import type { UrlPatch } from "../../../lib/use-url-params.ts";
import { JOB_STATES } from "./job-states.ts";

/** What the table of jobs shows, as the address holds it. */
export interface JobQuery {
  /** Null until the reader, or the first look at the counts, chooses one. */
  state: JobState | null;
  text: string;
  name: string;
  error: string;
  payload: string;
  /** Only jobs of the page's time range. */
  ranged: boolean;
}

const FIELDS = ["name", "error", "payload"] as const;
export type JobQueryField = (typeof FIELDS)[number];

/** Reads the query from the address; what makes no sense is left out. */
export function readJobQuery(params: Pick<URLSearchParams, "get">): JobQuery {
  const text = (key: string) => (params.get(key) ?? "").slice(0, 256);
  return {
    state: JOB_STATES.find((words) => words.state === params.get("state"))?.state ?? null,
    text: text("q"),
    name: text("name"),
    error: text("error"),
    payload: text("payload"),
    ranged: params.get("time") === "range",
  };
}

/** The change of the address that puts `change` into force. */
export function jobQueryPatch(change: Partial<JobQuery>): UrlPatch {
  const patch: UrlPatch = {};
  if (change.state !== undefined) patch["state"] = change.state;
  if (change.text !== undefined) patch["q"] = change.text.trim() || null;
  for (const field of FIELDS) {
    const value = change[field];
    if (value !== undefined) patch[field] = value.trim() || null;
  }
  if (change.ranged !== undefined) patch["time"] = change.ranged ? "range" : null;
  return patch;
}

/** The filter a procedure takes. `range` is the page's own, used when the query asks for it. */
export function toJobFilter(
  ref: QueueRef,
  query: JobQuery,
  state: JobState,
  range: { from: string; to: string },
): JobFilter {
  const filter: JobFilter = { ...ref, state };
  if (query.text.trim()) filter.text = query.text.trim();
  for (const field of FIELDS) if (query[field].trim()) filter[field] = query[field].trim();
  return query.ranged ? { ...filter, from: range.from, to: range.to } : filter;
}

/** True when more than the state decides which jobs are shown. */
export function isNarrowed(query: JobQuery): boolean {
  return query.ranged || query.text.trim() !== "" || FIELDS.some((field) => query[field].trim() !== "");
}

/** The filter in words, for dialogs and progress: `with “timeout” in the error`; empty when there is none. */
export function describeFilter(filter: JobFilter): string {
  const parts: string[] = [];
  if (filter.text) parts.push(`“${filter.text}” anywhere`);
  if (filter.name) parts.push(`“${filter.name}” in the name`);
  if (filter.error) parts.push(`“${filter.error}” in the error`);
  if (filter.payload) parts.push(`“${filter.payload}” in the payload`);
  const words = parts.length > 0 ? `with ${parts.join(" and ")}` : "";
  if (!filter.from && !filter.to) return words;
  return words ? `${words}, of the chosen time` : "of the chosen time";
}
