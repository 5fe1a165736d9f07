import type { FindingEventKind, FindingItem, FindingState, ScanChange, SuppressionKind } from "@plimsoll/core";
import type { StatusTone } from "../../../components/status-badge.tsx";

interface Words {
  word: string;
  tone: StatusTone;
}

const STATES: Record<FindingState, Words> = {
  open: { word: "open", tone: "error" },
  accepted: { word: "accepted", tone: "warn" },
  "false-positive": { word: "false positive", tone: "unknown" },
  fixed: { word: "fixed", tone: "ok" },
};

/** The word and tone that a finding's state is shown with. */
export function findingStateWords({ state, reopenedAt }: Pick<FindingItem, "state" | "reopenedAt">): Words {
  if (state === "open" && reopenedAt !== null) return { word: "open again", tone: "error" };
  return STATES[state];
}

/** A state as people call it. */
export function stateWord(state: FindingState): string {
  return STATES[state].word;
}

const CHANGES: Record<ScanChange, Words> = {
  new: { word: "new", tone: "error" },
  reopened: { word: "back", tone: "error" },
  fixed: { word: "fixed", tone: "ok" },
  unchanged: { word: "unchanged", tone: "unknown" },
  "not-assessed": { word: "not assessed", tone: "warn" },
  suppressed: { word: "suppressed", tone: "unknown" },
};

/** What a scan changed about a finding, as it is shown. */
export function scanChangeWords(change: ScanChange): Words {
  return CHANGES[change];
}

const EVENTS: Record<FindingEventKind, Words> = {
  found: { word: "found", tone: "error" },
  fixed: { word: "fixed", tone: "ok" },
  reopened: { word: "came back", tone: "error" },
  accepted: { word: "accepted", tone: "warn" },
  "false-positive": { word: "called a false positive", tone: "warn" },
  expired: { word: "open again: the suppression ended", tone: "error" },
  unsuppressed: { word: "opened again", tone: "error" },
  owned: { word: "given an owner", tone: "info" },
  due: { word: "given another due date", tone: "info" },
  rated: { word: "rated anew", tone: "info" },
};

/** What happened to a finding, as its history tells it. */
export function eventWords(kind: FindingEventKind): Words {
  return EVENTS[kind];
}

/** The two reasons to leave a finding alone, and what each claims. */
export const SUPPRESSIONS: Record<SuppressionKind, { action: string; word: string; claim: string }> = {
  accepted: {
    action: "Accept the risk",
    word: "accepted",
    claim: "It is there, and for now it stays. It does not count in the grade until the day you choose.",
  },
  "false-positive": {
    action: "False positive",
    word: "a false positive",
    claim: "It is not there: the check is wrong about this place. Say why, so that the next reader need not ask.",
  },
};
