import type { LoadRunState, LoadRunView, LoadShareView } from "@plimsoll/core";
import { formatDuration, plural } from "../../../../lib/format.ts";

export interface RunProgress {
  /** How far, 0 to 1; null where nobody can say. */
  share: number | null;
  words: string;
}

type Progressing = Pick<LoadRunView, "elapsedMs" | "totalMs" | "shares"> & {
  run: { state: LoadRunState; startedAt: string | null };
  script: { baseline: { rate: number } };
};

/** How far a run has got and how long is left, between two messages too: `sinceMs` is the age of `view`. */
export function progressOf(view: Progressing, sinceMs: number): RunProgress {
  const { run, totalMs, shares } = view;
  switch (run.state) {
    case "queued":
      return { share: null, words: "waits for a worker process to take it" };
    case "starting":
      return { share: null, words: startingWords(view, shares) };
    case "running":
      return runningProgress(view.elapsedMs + sinceMs, totalMs);
    case "finishing":
      return { share: 1, words: "puts the result together" };
    default:
      return { share: 1, words: overWords(view.elapsedMs, totalMs) };
  }
}

function startingWords({ run, script }: Progressing, shares: readonly LoadShareView[]): string {
  const ready = shares.filter(({ state }) => state === "ready" || state === "running").length;
  if (run.startedAt === null) return `${ready} of ${plural(shares.length, "worker")} ready`;
  return `sends the quiet baseline, ${script.baseline.rate}/s, before it counts`;
}

function runningProgress(elapsedMs: number, totalMs: number | null): RunProgress {
  // Second 0 may still lie ahead, while the baseline is sent.
  if (elapsedMs < 0) return { share: 0, words: `begins to count in ${wholeSeconds(-elapsedMs)}` };
  if (totalMs === null) return { share: null, words: `${wholeSeconds(elapsedMs)} so far` };
  const leftMs = totalMs - elapsedMs;
  const words = `${wholeSeconds(Math.min(elapsedMs, totalMs))} of ${wholeSeconds(totalMs)}`;
  if (leftMs <= 0) return { share: 1, words: `${words}, waits for the last answers` };
  return { share: elapsedMs / totalMs, words: `${words}, ${wholeSeconds(leftMs)} left` };
}

function overWords(elapsedMs: number, totalMs: number | null): string {
  if (elapsedMs <= 0) return "did not begin";
  if (totalMs === null || elapsedMs >= totalMs - 1000) return `took ${wholeSeconds(elapsedMs)}`;
  return `ended after ${wholeSeconds(elapsedMs)} of ${wholeSeconds(totalMs)}`;
}

/** Tenths of a second that change with each glance would only distract. */
function wholeSeconds(ms: number): string {
  return formatDuration(Math.max(1, Math.round(ms / 1000)) * 1000);
}

/** The time of a run on the charts: from its first second to its planned end, or as far as it got. */
export function runWindow(
  view: Pick<LoadRunView, "elapsedMs" | "totalMs" | "series" | "stepSeconds"> & { run: RunTimes },
): {
  fromMs: number;
  toMs: number;
} {
  const fromMs = Date.parse(view.run.startedAt ?? view.run.createdAt);
  const lastSecond = (view.series.at(-1)?.second ?? -view.stepSeconds) + view.stepSeconds;
  const seenMs = Math.max(lastSecond * 1000, view.elapsedMs, MIN_WINDOW_MS);
  const isOver = view.run.finishedAt !== null;
  // A search has no planned end: it gets room to grow into, so that the charts do not move each second.
  const openEnd = Math.ceil(seenMs / ROOM_MS) * ROOM_MS;
  return { fromMs, toMs: fromMs + (isOver ? seenMs : Math.max(view.totalMs ?? openEnd, seenMs)) };
}
interface RunTimes {
  startedAt: string | null;
  createdAt: string;
  finishedAt: string | null;
}
const MIN_WINDOW_MS = 5_000;
const ROOM_MS = 30_000;
