import type { ScanChanges, ScanItem, ScanState } from "@plimsoll/core";
import type { StatusTone } from "../../../components/status-badge.tsx";

const STATES: Record<ScanState, { word: string; tone: StatusTone }> = {
  queued: { word: "queued", tone: "unknown" },
  running: { word: "running", tone: "info" },
  done: { word: "done", tone: "ok" },
  cancelled: { word: "cancelled", tone: "warn" },
  error: { word: "could not run", tone: "error" },
};

/** The word and tone that a scan's state is shown with; one that ran out of its budget did not see everything. */
export function scanStateWords({ state, stopped }: Pick<ScanItem, "state" | "stopped">): {
  word: string;
  tone: StatusTone;
} {
  if (state === "done" && stopped !== null) return { word: "cut short", tone: "warn" };
  return STATES[state];
}

/** True from the moment that a scan was asked for until its result is there. */
export function isUnderWay({ state }: Pick<ScanItem, "state">): boolean {
  return state === "queued" || state === "running";
}

const TRIGGERS: Record<ScanItem["trigger"], string> = {
  manual: "on demand",
  schedule: "by schedule",
  deploy: "after a deploy",
  upload: "of an upload",
};

/** What made a scan begin, in words. */
export function triggerWords(trigger: ScanItem["trigger"]): string {
  return TRIGGERS[trigger];
}

/** What a scan changed, as in `2 new, 1 fixed, 14 unchanged`; without what there was none of. */
export function changeWords(changes: ScanChanges): string {
  const words = [
    changes.new > 0 && `${changes.new} new`,
    changes.reopened > 0 && `${changes.reopened} back`,
    changes.fixed > 0 && `${changes.fixed} fixed`,
    changes.unchanged > 0 && `${changes.unchanged} unchanged`,
    changes.notAssessed > 0 && `${changes.notAssessed} not assessed`,
  ].filter((word) => word !== false);
  return words.join(", ") || "no findings";
}

export interface ScanFilter {
  /** As the address holds it; empty for all. */
  id: string;
  label: string;
  states: ScanState[];
}

const ALL: ScanFilter = { id: "", label: "All", states: [] };
/** What the list of scans can be narrowed to. */
export const SCAN_FILTERS: readonly ScanFilter[] = [
  ALL,
  { id: "active", label: "Under way", states: ["queued", "running"] },
  { id: "done", label: "Done", states: ["done"] },
  { id: "failed", label: "Not done", states: ["cancelled", "error"] },
];

/** The filter that the address names; all scans when it names none that exists. */
export function scanFilterOf(id: string | null): ScanFilter {
  return SCAN_FILTERS.find((filter) => filter.id === id) ?? ALL;
}
