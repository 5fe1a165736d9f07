import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { scheduleSubject } from "./save-schedule.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";
import { findOwnSchedule } from "./schedule-row.ts";

/** Removes a schedule; jobs it added stay. Recorded. Throws NOT_FOUND, and CONFLICT for one of Plimsoll's own. */
export async function removeSchedule(platform: SchedulePlatform, caller: Caller, id: string): Promise<{ id: string }> {
  await platform.db.$transaction(async (tx) => {
    const { name } = await findOwnSchedule(tx, { projectId: caller.projectId, id });
    await recordAudit(tx, { ...caller, action: "schedule.remove", subject: scheduleSubject(id), detail: { name } });
    await tx.jobSchedule.deleteMany({ where: { id, projectId: caller.projectId } });
  });
  return { id };
}
