import type { ScanLimits, ScanProfile, ScanSettings } from "@plimsoll/core";
import { durationText, parseDurationText } from "../../load-tests/model/duration-text.ts";

type Typed = number | "";

/** What is asked of a target in each scan, as it stands in the form. */
export interface SettingsDraft {
  profile: ScanProfile;
  /** A path a line. */
  entryPaths: string;
  openApi: string;
  maxRequests: Typed;
  maxDuration: string;
  requestsPerSecond: Typed;
  concurrency: Typed;
}

const MOST_PATHS = 50;
const SHORTEST_MS = 5000;
const LONGEST_MS = 7_200_000;

/** Settings in the form. */
export function draftOfSettings({ profile, entryPaths, openApi, limits }: ScanSettings): SettingsDraft {
  const { maxDurationMs, ...rest } = limits;
  return {
    profile,
    entryPaths: entryPaths.join("\n"),
    openApi: openApi ?? "",
    maxDuration: durationText(maxDurationMs),
    ...rest,
  };
}

function pathsOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Why the paths cannot be used; null when they can. */
export function pathsError(text: string): string | null {
  const paths = pathsOf(text);
  if (paths.length > MOST_PATHS) return `${paths.length} paths; ${MOST_PATHS} at most`;
  const wrong = paths.find((path) => !/^\/[^\s#]*$/.test(path));
  return wrong === undefined ? null : `“${wrong.slice(0, 40)}” is no path: one begins with / and has no spaces or #`;
}

/** Why a length of time cannot be the longest of a scan; null when it can. */
export function longestError(text: string): string | null {
  const ms = parseDurationText(text);
  if (ms === null) return "Write a time such as 10 min";
  return ms < SHORTEST_MS || ms > LONGEST_MS ? "From 5 s to 2 h" : null;
}

function limitsOf({ maxRequests, maxDuration, requestsPerSecond, concurrency }: SettingsDraft): ScanLimits | null {
  const maxDurationMs = parseDurationText(maxDuration);
  if (maxDurationMs === null || longestError(maxDuration) !== null) return null;
  if (maxRequests === "" || requestsPerSecond === "" || concurrency === "") return null;
  return { maxRequests, maxDurationMs, requestsPerSecond, concurrency };
}

/** What the form says; null while something is missing or wrong. */
export function settingsOf(draft: SettingsDraft): ScanSettings | null {
  const limits = limitsOf(draft);
  if (limits === null || pathsError(draft.entryPaths) !== null) return null;
  const openApi = draft.openApi.trim();
  return {
    profile: draft.profile,
    entryPaths: pathsOf(draft.entryPaths),
    openApi: openApi === "" ? null : openApi,
    limits,
  };
}
