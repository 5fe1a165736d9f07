import type { JobsEnqueueInput } from "@plimsoll/core";
import { appQueueName, type NewJob } from "@plimsoll/jobs";
import { toNewJob } from "../jobs/enqueue-job.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";
import type { ScheduleRow } from "./schedule-row.ts";
import { type ScheduleSettings, scheduleSettingsSchema } from "./schedule-settings.ts";

/**
 * Adds one job for each id, all or none. An id that was added before changes nothing. The jobs begin traces of their
 * own, linked to what added them: a trace that went on with each run would never end.
 */
export async function enqueueRuns(platform: SchedulePlatform, row: ScheduleRow, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const settings = scheduleSettingsSchema.parse(row.settings);
  if (row.kind === "platform") {
    const jobs = ids.map((id) => toPlatformJob(row, settings, id));
    await platform.platformJobs.add(row.queue, jobs);
    return;
  }
  await platform.directory.ensureQueue(row.projectId, row.queue);
  const jobs = ids.map((id) => toAppJob(platform, row, settings, id));
  await platform.appJobs.add(appQueueName(row.projectId, row.queue), jobs);
}

function toPlatformJob(row: ScheduleRow, { retries, priority }: ScheduleSettings, id: string): NewJob {
  return { id, name: row.jobName, data: row.payload, attempts: retries + 1, priority, trace: "link" };
}

function toAppJob(platform: SchedulePlatform, row: ScheduleRow, settings: ScheduleSettings, id: string): NewJob {
  const input: JobsEnqueueInput = {
    ...settings,
    id,
    queue: row.queue,
    name: row.jobName,
    // It was JSON when it was stored, and the column holds nothing else.
    payload: row.payload as JobsEnqueueInput["payload"],
  };
  const maxPayloadBytes = platform.config.PLIMSOLL_JOBS_MAX_PAYLOAD_BYTES;
  const job = toNewJob(input, { maxPayloadBytes, by: `schedule ${row.name}`, scheduleId: row.id });
  return { ...job, trace: "link" };
}
