import type { LoadCaps } from "@plimsoll/core";
import type { Typed } from "./draft.ts";
import { durationText, parseDurationText } from "./duration-text.ts";

/** The caps as they stand in the form. */
export interface CapsDraft {
  maxRate: Typed;
  maxDuration: string;
  maxConcurrency: Typed;
  maxRequests: Typed;
}

const DAY_MS = 86_400_000;

/** Caps in the form. */
export function draftOfCaps({ maxDurationMs, ...rest }: LoadCaps): CapsDraft {
  return { ...rest, maxDuration: durationText(maxDurationMs) };
}

/** Why a length of time cannot be the longest of a run; null when it can. */
export function durationError(text: string): string | null {
  const ms = parseDurationText(text);
  if (ms === null) return "Write a time such as 30 min or 1 h";
  return ms < 1000 || ms > DAY_MS ? "From 1 s to 24 h" : null;
}

/** What the form says; null while something is missing or wrong. */
export function capsOf({ maxRate, maxDuration, maxConcurrency, maxRequests }: CapsDraft): LoadCaps | null {
  const maxDurationMs = parseDurationText(maxDuration);
  if (maxDurationMs === null || durationError(maxDuration)) return null;
  if (maxRate === "" || maxConcurrency === "" || maxRequests === "") return null;
  return { maxRate, maxDurationMs, maxConcurrency, maxRequests };
}
