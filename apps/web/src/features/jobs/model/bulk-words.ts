import type { BulkAction, BulkOperation, JobState } from "@plimsoll/core";
import { formatCount, formatDuration } from "../../../lib/format.ts";

interface ActionWords {
  /** On a button. */
  label: string;
  doing: string;
  done: string;
}

export const ACTION_WORDS: Record<BulkAction, ActionWords> = {
  retry: { label: "Retry", doing: "Retrying", done: "retried" },
  promote: { label: "Run now", doing: "Running now", done: "set to run now" },
  discard: { label: "Discard", doing: "Discarding", done: "discarded" },
};

const BY_STATE: Record<JobState, readonly BulkAction[]> = {
  failed: ["retry", "discard"],
  active: [],
  waiting: ["discard"],
  delayed: ["promote", "discard"],
  "waiting-children": ["discard"],
  completed: ["discard"],
};

/** What can be done with jobs of a state. */
export function actionsOf(state: JobState): readonly BulkAction[] {
  return BY_STATE[state];
}

export function isOver(operation: Pick<BulkOperation, "state">): boolean {
  return operation.state !== "queued" && operation.state !== "running";
}

/** How far it is, 0 to 1; the total is an upper bound, so only the end is 1. */
export function shareOf(operation: BulkOperation): number {
  if (isOver(operation)) return 1;
  return operation.total > 0 ? Math.min(0.99, operation.examined / operation.total) : 0;
}

/** Time left at the pace so far, in milliseconds; null while there is too little to tell by. */
export function remainingMs(operation: BulkOperation, nowMs: number): number | null {
  if (operation.state !== "running" || !operation.startedAt || operation.examined === 0) return null;
  const elapsed = nowMs - Date.parse(operation.startedAt);
  const left = operation.total - operation.examined;
  if (elapsed < 1000 || left <= 0) return null;
  return (elapsed / operation.examined) * left;
}

/** "12.4k of 50k looked at, 12.3k retried, 20 skipped; about 30 s left". */
export function progressWords(operation: BulkOperation, nowMs: number): string {
  if (operation.state === "queued") return "Waits for a worker";
  const { done } = ACTION_WORDS[operation.action];
  const skipped = operation.skipped > 0 ? `, ${formatCount(operation.skipped)} skipped` : "";
  const figures = `${formatCount(operation.done)} ${done}${skipped}`;
  if (isOver(operation)) return figures;
  const left = remainingMs(operation, nowMs);
  const looked = `${formatCount(operation.examined)} of ${formatCount(operation.total)} looked at`;
  return `${looked}, ${figures}${left === null ? "" : `; about ${formatDuration(Math.ceil(left / 1000) * 1000)} left`}`;
}
