import type { ScheduleItem } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { assertRhythm, nextRuns, type Rhythm } from "./rhythm.ts";
import { toScheduleItem } from "./schedule-row.ts";

const RUNS_PREVIEWED = 10;

/** The project's schedules by name, Plimsoll's own last; a project has 500 at most. */
export async function listSchedules(db: Database, projectId: string, now = new Date()): Promise<ScheduleItem[]> {
  const rows = await db.jobSchedule.findMany({ where: { projectId }, orderBy: [{ kind: "asc" }, { name: "asc" }] });
  return rows.map((row) => toScheduleItem(row, now));
}

/** When a rhythm would come, `every` counted from now. Throws BAD_REQUEST for one that cannot be read or never comes. */
export function previewRuns(rhythm: Omit<Rhythm, "anchor">, now = new Date()): string[] {
  const anchored = { ...rhythm, anchor: now };
  assertRhythm(anchored, now);
  return nextRuns(anchored, now, RUNS_PREVIEWED).map((run) => run.toISOString());
}
