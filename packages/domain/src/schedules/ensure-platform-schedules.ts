import type { Database } from "@plimsoll/db";
import { newId } from "../ids.ts";
import { DEFAULT_PROJECT_ID } from "../platform.ts";
import { assertRhythm, nextRuns, type Rhythm } from "./rhythm.ts";
import { rhythmOf } from "./schedule-row.ts";
import { scheduleSettingsSchema } from "./schedule-settings.ts";

/** A job of Plimsoll's own that comes by the clock; `cron` or `everyMs`. */
export interface PlatformSchedule {
  /** Id of the job, which names the schedule too. */
  job: string;
  /** Platform queue that it runs on. */
  queue: string;
  cron?: string;
  /** `UTC` when it is left out. */
  timezone?: string;
  everyMs?: number;
  /** Tries in all; 1 when left out. */
  attempts?: number;
  /** Runs right away when a process starts, once if several do. */
  atStart?: boolean;
}

/** Processes that start within this time count as one start. */
const SAME_START_MS = 30_000;

/**
 * Brings the rows of Plimsoll's own schedules up to the table: missing ones are made, changed ones changed, others
 * removed. Safe in several processes at once. Throws BAD_REQUEST for a rhythm that never comes.
 */
export async function ensurePlatformSchedules(
  db: Database,
  schedules: readonly PlatformSchedule[],
  now = new Date(),
): Promise<void> {
  await db.$transaction(async (tx) => {
    // One process at a time; the others then find it done.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('platform_schedules'))`;
    const scope = { projectId: DEFAULT_PROJECT_ID, kind: "platform" };
    await tx.jobSchedule.deleteMany({ where: { ...scope, name: { notIn: schedules.map(({ job }) => job) } } });
    const known = new Map((await tx.jobSchedule.findMany({ where: scope })).map((row) => [row.name, row]));
    for (const schedule of schedules) {
      const row = known.get(schedule.job);
      const columns = toColumns(schedule);
      const rhythm: Rhythm = rhythmOf({ ...columns, createdAt: row?.createdAt ?? now });
      assertRhythm(rhythm, now);
      const isSame =
        row && row.cron === columns.cron && row.everyMs === columns.everyMs && row.timezone === columns.timezone;
      const startsNow = schedule.atStart && now.getTime() - (row?.lastRunAt?.getTime() ?? 0) > SAME_START_MS;
      const next = isSame && row.nextRunAt ? row.nextRunAt : (nextRuns(rhythm, now, 1)[0] ?? null);
      const data = { ...columns, nextRunAt: startsNow ? now : next };
      if (row) await tx.jobSchedule.update({ where: { id: row.id }, data });
      else await tx.jobSchedule.create({ data: { id: newId("sch"), ...scope, ...data, createdAt: now } });
    }
  });
}

function toColumns({ job, queue, cron, timezone, everyMs, attempts }: PlatformSchedule) {
  return {
    name: job,
    queue,
    jobName: job,
    payload: {},
    settings: scheduleSettingsSchema.parse({ retries: (attempts ?? 1) - 1 }),
    cron: cron ?? null,
    timezone: timezone ?? "UTC",
    everyMs: everyMs === undefined ? null : BigInt(everyMs),
    missedRuns: "once",
    paused: false,
  };
}
