import type { JobsEnqueueInput } from "@plimsoll/core";
import { type AddedJob, appQueueName, JOBS, type JobDefinition, type NewJob } from "@plimsoll/jobs";
import { toNewJob } from "../jobs/enqueue-job.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";
import type { ScheduleRow } from "./schedule-row.ts";
import { type ScheduleSettings, scheduleSettingsSchema } from "./schedule-settings.ts";

/**
 * Adds one job for each id, all or none, and returns the ids under which they are there: an id that was added before
 * changes nothing, and a job of Plimsoll's own is not added while the one before it is unfinished. The jobs begin traces
 * of their own, linked to what added them: a trace that went on with each run would never end.
 */
export async function enqueueRuns(
  platform: SchedulePlatform,
  row: ScheduleRow,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const added = row.kind === "platform" ? await addToPlatform(platform, row, ids) : await addToApp(platform, row, ids);
  return added.map((job) => job.id);
}

function addToPlatform(platform: SchedulePlatform, row: ScheduleRow, ids: readonly string[]): Promise<AddedJob[]> {
  const { retries, priority } = scheduleSettingsSchema.parse(row.settings);
  const definitions: Record<string, JobDefinition> = JOBS;
  const deduplicationKey = definitions[row.jobName]?.deduplicationKey?.(row.payload);
  const shared = { name: row.jobName, data: row.payload, attempts: retries + 1, priority, deduplicationKey };
  return platform.platformJobs.add(
    row.queue,
    ids.map((id) => ({ ...shared, id, trace: "link" as const })),
  );
}

async function addToApp(platform: SchedulePlatform, row: ScheduleRow, ids: readonly string[]): Promise<AddedJob[]> {
  const settings = scheduleSettingsSchema.parse(row.settings);
  await platform.directory.ensureQueue(row.projectId, row.queue);
  const jobs = ids.map((id) => toAppJob(platform, row, settings, id));
  return platform.appJobs.add(appQueueName(row.projectId, row.queue), jobs);
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
