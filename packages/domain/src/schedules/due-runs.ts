import type { MissedRuns } from "@plimsoll/core";
import { type Rhythm, runsBetween } from "./rhythm.ts";

/** A run this late still counts as on time: a worker restarts within it. */
const ON_TIME_MS = 60_000;
/** Missed runs that `all` makes up at most, the latest ones. */
const MAX_MADE_UP = 100;

/**
 * What is to be run now of everything that came due from `dueAt` on, which counts as due itself, oldest first. The
 * latest run is on time when it is less than a minute late; those before it were missed. `skip` runs the one on time or
 * nothing, `once` the latest whether on time or not, `all` each of them, the last 100 at most.
 */
export function dueRuns(rhythm: Rhythm, dueAt: Date, now: Date, missedRuns: MissedRuns): Date[] {
  if (dueAt > now) return [];
  const count = missedRuns === "all" ? MAX_MADE_UP : 1;
  const later = runsBetween(rhythm, new Date(dueAt.getTime() + 1), now, count);
  const runs = [dueAt, ...later].slice(-count);
  return missedRuns === "skip" ? runs.filter((run) => now.getTime() - run.getTime() < ON_TIME_MS) : runs;
}
