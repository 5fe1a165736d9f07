import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import { enqueueRuns } from "./enqueue-runs.ts";
import { scheduleSubject } from "./save-schedule.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";
import { findSchedule } from "./schedule-row.ts";

/**
 * Adds the schedule's job now, also when it is paused; its next run stays where it is. Recorded. Throws NOT_FOUND, and
 * UNAVAILABLE when the queue's store does not answer.
 */
export async function runScheduleNow(
  platform: SchedulePlatform,
  caller: Caller,
  id: string,
  now = new Date(),
): Promise<{ id: string; jobId: string }> {
  const row = await findSchedule(platform.db, { projectId: caller.projectId, id });
  const [jobId = ""] = await enqueueRuns(platform, row, [newId("run")]);
  const detail = { name: row.name, jobId };
  await recordAudit(platform.db, { ...caller, action: "schedule.run", subject: scheduleSubject(id), detail });
  await platform.db.jobSchedule.updateMany({ where: { id }, data: { lastRunAt: now, lastJobId: jobId } });
  return { id, jobId };
}
