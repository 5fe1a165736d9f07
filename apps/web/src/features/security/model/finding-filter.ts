import type { FindingState, ScanChange, Severity } from "@plimsoll/core";
import { severityOf } from "./severity.ts";

/** What the list of findings is narrowed to, as the address holds it. */
export interface FindingFilter {
  /** Empty for all. */
  states: FindingState[];
  severities: Severity[];
  targetId: string | null;
  checkId: string | null;
  owner: string | null;
  overdue: boolean;
  text: string;
}

const STATES: readonly FindingState[] = ["open", "accepted", "false-positive", "fixed"];
const CHANGES: readonly ScanChange[] = ["new", "reopened", "fixed", "unchanged", "not-assessed", "suppressed"];

/** Reads the filter from URL parameters; without `state` what is open, with `state=all` everything. */
export function findingFilterOf(params: Pick<URLSearchParams, "get">): FindingFilter {
  const named = (params.get("state") ?? "open").split(",");
  return {
    states: STATES.filter((state) => named.includes(state)),
    severities: (params.get("severity") ?? "").split(",").flatMap((text) => severityOf(text) ?? []),
    targetId: params.get("target") || null,
    checkId: params.get("check") || null,
    owner: params.get("owner") || null,
    overdue: params.get("overdue") === "1",
    text: params.get("q") ?? "",
  };
}

interface FilterInput extends Pick<FindingFilter, "states" | "severities" | "overdue" | "text"> {
  targetId?: string;
  checkId?: string;
  owner?: string;
}

/** The same as the API takes it. */
export function filterInput(filter: FindingFilter): FilterInput {
  const { states, severities, targetId, checkId, owner, overdue, text } = filter;
  return {
    states,
    severities,
    overdue,
    text: text.trim().slice(0, 200),
    ...(targetId !== null && { targetId }),
    ...(checkId !== null && { checkId }),
    ...(owner !== null && { owner }),
  };
}

/** True when something beside the state narrows the list. */
export function isNarrowed(filter: FindingFilter): boolean {
  const { severities, targetId, checkId, owner, overdue, text } = filter;
  return severities.length > 0 || overdue || text.trim() !== "" || [targetId, checkId, owner].some((id) => id !== null);
}

/** Adds what is missing, takes away what is there. */
export function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

/** What a scan changed, as the address names it; null for all. */
export function scanChangeOf(text: string | null): ScanChange | null {
  return CHANGES.find((change) => change === text) ?? null;
}
