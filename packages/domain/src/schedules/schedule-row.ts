import { AppError, missedRunsSchema, type ScheduleItem } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { nextRuns, type Rhythm } from "./rhythm.ts";
import { scheduleSettingsSchema } from "./schedule-settings.ts";

export type ScheduleRow = NonNullable<Awaited<ReturnType<Database["jobSchedule"]["findFirst"]>>>;

const RUNS_SHOWN = 5;

/** The rhythm of a stored schedule. `every` counts from its creation, whatever was changed since. */
export function rhythmOf(row: Pick<ScheduleRow, "cron" | "timezone" | "everyMs" | "createdAt">): Rhythm {
  const everyMs = row.everyMs === null ? null : Number(row.everyMs);
  return { cron: row.cron, timezone: row.timezone, everyMs, anchor: row.createdAt };
}

/** A stored schedule as lists show it. */
export function toScheduleItem(row: ScheduleRow, now: Date): ScheduleItem {
  const settings = scheduleSettingsSchema.parse(row.settings);
  return {
    id: row.id,
    kind: row.kind === "platform" ? "platform" : "app",
    name: row.name,
    queue: row.queue,
    jobName: row.jobName,
    payload: row.payload,
    target: settings.target ?? null,
    cron: row.cron,
    timezone: row.timezone,
    everyMs: row.everyMs === null ? null : Number(row.everyMs),
    missedRuns: missedRunsSchema.parse(row.missedRuns),
    paused: row.paused,
    retries: settings.retries,
    timeoutMs: settings.timeoutMs,
    priority: settings.priority ?? null,
    concurrencyKey: settings.concurrencyKey ?? null,
    backoff: settings.backoff,
    lastRunAt: row.lastRunAt?.toISOString() ?? null,
    lastJobId: row.lastJobId,
    nextRuns: row.paused ? [] : nextRuns(rhythmOf(row), now, RUNS_SHOWN).map((run) => run.toISOString()),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
  };
}

/** One schedule of the project. Throws NOT_FOUND. */
export async function findSchedule(
  db: Pick<Database, "jobSchedule">,
  ref: { projectId: string; id: string },
): Promise<ScheduleRow> {
  const { projectId, id } = ref;
  const row = await db.jobSchedule.findFirst({ where: { id, projectId } });
  if (!row) throw new AppError("NOT_FOUND", `There is no schedule ${id} in this project.`);
  return row;
}

/** As findSchedule, for a change. Throws CONFLICT for one of Plimsoll's own. */
export async function findOwnSchedule(
  db: Pick<Database, "jobSchedule">,
  ref: { projectId: string; id: string },
): Promise<ScheduleRow> {
  const row = await findSchedule(db, ref);
  if (row.kind !== "platform") return row;
  throw new AppError("CONFLICT", `\`${row.name}\` is Plimsoll's own work: it can be run now, but not changed.`);
}
