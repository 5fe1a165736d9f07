import type { Backoff, MissedRuns, SchedulesCreateInput } from "@plimsoll/core";
import type { ListedSchedule } from "./listed-schedule.ts";

type Unit = "s" | "min" | "h" | "d";
const UNIT_MS: Record<Unit, number> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A schedule as it stands in the form, half typed or not. */
export interface ScheduleDraft {
  name: string;
  queue: string;
  jobName: string;
  payload: string;
  /** Name of the endpoint; null for the queue's own. */
  target: string | null;
  rhythm: "cron" | "every";
  cron: string;
  timezone: string;
  every: number | "";
  unit: Unit;
  missedRuns: MissedRuns;
  retries: number | "";
  timeoutSeconds: number | "";
  priority: number | "";
  concurrencyKey: string;
  backoff: Backoff;
  paused: boolean;
}

/** What a new schedule begins with: daily at nine, in the reader's zone. */
export function emptyDraft(timezone: string): ScheduleDraft {
  return {
    name: "",
    queue: "",
    jobName: "",
    payload: "{}",
    target: null,
    rhythm: "cron",
    cron: "0 9 * * *",
    timezone,
    every: 5,
    unit: "min",
    missedRuns: "once",
    retries: 4,
    timeoutSeconds: 30,
    priority: "",
    concurrencyKey: "",
    backoff: { type: "exponential", delayMs: 1000, jitter: 0.5 },
    paused: false,
  };
}

/** The largest unit that says the interval in whole numbers, or else seconds. */
function splitInterval(everyMs: number): { every: number; unit: Unit } {
  const unit = (["d", "h", "min"] as const).find((candidate) => everyMs % UNIT_MS[candidate] === 0) ?? "s";
  return { every: everyMs / UNIT_MS[unit], unit };
}

/** An existing schedule in the form. */
export function draftOf(item: ListedSchedule): ScheduleDraft {
  const empty = emptyDraft(item.timezone);
  return {
    ...empty,
    name: item.name,
    queue: item.queue,
    jobName: item.jobName,
    payload: JSON.stringify(item.payload ?? null, null, 2),
    target: item.target,
    rhythm: item.everyMs === null ? "cron" : "every",
    cron: item.cron ?? empty.cron,
    ...(item.everyMs === null ? {} : splitInterval(item.everyMs)),
    missedRuns: item.missedRuns,
    retries: item.retries,
    timeoutSeconds: item.timeoutMs / 1000,
    priority: item.priority ?? "",
    concurrencyKey: item.concurrencyKey ?? "",
    backoff: item.backoff,
    paused: item.paused,
  };
}

export type Rhythm = { cron: string; timezone: string } | { everyMs: number };

/** When the schedule is to run, or null while that is not said yet. */
export function rhythmOf(draft: ScheduleDraft): Rhythm | null {
  if (draft.rhythm === "cron") {
    const cron = draft.cron.trim();
    return cron === "" ? null : { cron, timezone: draft.timezone };
  }
  const everyMs = draft.every === "" ? 0 : Math.round(draft.every * UNIT_MS[draft.unit]);
  return everyMs < 1000 ? null : { everyMs };
}

/** Why the payload is not JSON, or null when it is. */
export function payloadError(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What the schedule is saved as; null while something needed is missing or wrong. */
export function inputOf(draft: ScheduleDraft): SchedulesCreateInput | null {
  const rhythm = rhythmOf(draft);
  const { retries, timeoutSeconds } = draft;
  if (!rhythm || payloadError(draft.payload) || retries === "" || timeoutSeconds === "") return null;
  if (!draft.name.trim() || !draft.queue.trim() || !draft.jobName.trim()) return null;
  const concurrencyKey = draft.concurrencyKey.trim();
  return {
    name: draft.name.trim(),
    queue: draft.queue.trim(),
    jobName: draft.jobName.trim(),
    payload: JSON.parse(draft.payload) as SchedulesCreateInput["payload"],
    timezone: draft.timezone,
    ...rhythm,
    missedRuns: draft.missedRuns,
    retries,
    timeoutMs: Math.round(timeoutSeconds * 1000),
    backoff: draft.backoff,
    paused: draft.paused,
    ...(draft.target === null ? {} : { target: draft.target }),
    ...(draft.priority === "" ? {} : { priority: draft.priority }),
    ...(concurrencyKey === "" ? {} : { concurrencyKey }),
  };
}
