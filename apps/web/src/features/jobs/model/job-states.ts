import type { JobState } from "@plimsoll/core";
import type { StatusTone } from "../../../components/status-badge.tsx";

interface StateWords {
  state: JobState;
  label: string;
  /** In the middle of a sentence: "12 failed jobs". */
  word: string;
  tone: StatusTone;
  /** What the time of a job in this state says. */
  timeHead: string;
}

/** Every state a job can be in, in the order of its tabs: what needs a person first, what is over last. */
export const JOB_STATES: readonly StateWords[] = [
  { state: "failed", label: "Failed", word: "failed", tone: "error", timeHead: "Failed" },
  { state: "active", label: "Running", word: "running", tone: "info", timeHead: "Started" },
  { state: "waiting", label: "Waiting", word: "waiting", tone: "unknown", timeHead: "Added" },
  { state: "delayed", label: "Delayed", word: "delayed", tone: "unknown", timeHead: "Runs" },
  { state: "waiting-children", label: "On children", word: "on children", tone: "unknown", timeHead: "Added" },
  { state: "completed", label: "Completed", word: "completed", tone: "ok", timeHead: "Finished" },
];

const UNKNOWN: StateWords = { state: "waiting", label: "Unknown", word: "unknown", tone: "unknown", timeHead: "Added" };

/** The words of a state; of one that is not known, words that say so. */
export function stateWords(state: JobState | "unknown"): StateWords {
  return JOB_STATES.find((words) => words.state === state) ?? UNKNOWN;
}

/** What a queue's page opens with: what failed, else what stays long enough to be read; running jobs are soon gone. */
const FIRST_LOOK: readonly JobState[] = ["failed", "completed", "waiting", "delayed", "waiting-children", "active"];

/** The state whose jobs a queue's page shows first. */
export function firstState(counts: Record<JobState, number>): JobState {
  return FIRST_LOOK.find((state) => counts[state] > 0) ?? "failed";
}

/** Jobs that are still to be finished. */
export function backlogOf(counts: Record<JobState, number>): number {
  return counts.waiting + counts.delayed + counts["waiting-children"];
}
