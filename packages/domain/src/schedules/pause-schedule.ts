import type { ScheduleItem } from "@plimsoll/core";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { nextRuns } from "./rhythm.ts";
import { scheduleSubject } from "./save-schedule.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";
import { findOwnSchedule, rhythmOf, toScheduleItem } from "./schedule-row.ts";

/** Stops a schedule until it is resumed. Recorded. Throws NOT_FOUND, and CONFLICT for one of Plimsoll's own. */
export function pauseSchedule(
  platform: SchedulePlatform,
  caller: Caller,
  id: string,
  now = new Date(),
): Promise<ScheduleItem> {
  return setPaused(platform, caller, { id, paused: true }, now);
}

/** Lets a schedule go on with its next run; those of the pause are not made up. Recorded. Throws as pauseSchedule. */
export function resumeSchedule(
  platform: SchedulePlatform,
  caller: Caller,
  id: string,
  now = new Date(),
): Promise<ScheduleItem> {
  return setPaused(platform, caller, { id, paused: false }, now);
}

async function setPaused(
  platform: SchedulePlatform,
  caller: Caller,
  { id, paused }: { id: string; paused: boolean },
  now: Date,
): Promise<ScheduleItem> {
  const row = await platform.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM job_schedules WHERE id = ${id} FOR UPDATE`;
    const before = await findOwnSchedule(tx, { projectId: caller.projectId, id });
    if (before.paused === paused) return before;
    const action = paused ? "schedule.pause" : "schedule.resume";
    await recordAudit(tx, { ...caller, action, subject: scheduleSubject(id), detail: { name: before.name } });
    const nextRunAt = paused ? null : (nextRuns(rhythmOf(before), now, 1)[0] ?? null);
    return tx.jobSchedule.update({ where: { id }, data: { paused, nextRunAt } });
  });
  return toScheduleItem(row, now);
}
