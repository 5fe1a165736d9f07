import type { LoadMode, LoadRunState } from "@plimsoll/core";
import type { StatusTone } from "../../../components/status-badge.tsx";

const STATES: Record<LoadRunState, { word: string; tone: StatusTone }> = {
  queued: { word: "queued", tone: "unknown" },
  starting: { word: "starting", tone: "info" },
  running: { word: "running", tone: "info" },
  finishing: { word: "finishing", tone: "info" },
  passed: { word: "passed", tone: "ok" },
  failed: { word: "failed", tone: "error" },
  aborted: { word: "aborted", tone: "error" },
  cancelled: { word: "stopped", tone: "warn" },
  error: { word: "could not run", tone: "error" },
};

/** The word and tone that a run's state is shown with. */
export function runStateWords(state: LoadRunState): { word: string; tone: StatusTone } {
  return STATES[state];
}

const UNDER_WAY: readonly LoadRunState[] = ["queued", "starting", "running", "finishing"];

/** True from the moment that a run was asked for until its result is there. */
export function isUnderWay(state: LoadRunState): boolean {
  return UNDER_WAY.includes(state);
}

const MODES: Record<LoadMode, string> = { open: "arrival rate", closed: "users", capacity: "capacity search" };

/** How a test makes its load, in words. */
export function modeWords(mode: LoadMode): string {
  return MODES[mode];
}

export interface RunFilter {
  /** As the address holds it; empty for all. */
  id: string;
  label: string;
  states: LoadRunState[];
}

/** What the list of runs can be narrowed to. */
export const RUN_FILTERS: readonly RunFilter[] = [
  { id: "", label: "All", states: [] },
  { id: "active", label: "Under way", states: [...UNDER_WAY] },
  { id: "passed", label: "Passed", states: ["passed"] },
  { id: "failed", label: "Failed", states: ["failed", "aborted", "error"] },
  { id: "stopped", label: "Stopped", states: ["cancelled"] },
];

/** The filter that the address names; all runs when it names none that exists. */
export function runFilterOf(id: string | null): RunFilter {
  const [all] = RUN_FILTERS;
  return RUN_FILTERS.find((filter) => filter.id === id) ?? all ?? { id: "", label: "All", states: [] };
}
