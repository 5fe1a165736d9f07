import { AppError, missedRunsSchema, toError } from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";
import { dueRuns } from "./due-runs.ts";
import { enqueueRuns } from "./enqueue-runs.ts";
import { nextRuns } from "./rhythm.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";
import { rhythmOf, type ScheduleRow } from "./schedule-row.ts";

/** A schedule whose run could not be added whatever is tried; it goes on with its next one. */
export interface RefusedRun {
  scheduleId: string;
  name: string;
  error: Error;
}
export interface FiredSchedules {
  /** Jobs added. */
  fired: number;
  refused: RefusedRun[];
  /** When the next schedule is due; null when there is none. */
  nextDueAt: Date | null;
}

/** Adding to a queue that is gone fails after 3 s; the rest is for a slow database. */
const TRANSACTION_TIMEOUT_MS = 15_000;

/**
 * Adds the jobs of all schedules that are due. Any number of processes may call it at once: each due row is locked by
 * one of them and passed over by the others. A job's id is made of the schedule and the instant it was due at, so that
 * a process that dies between adding it and moving the schedule on leaves nothing that runs twice.
 *
 * Throws UNAVAILABLE when the database or the queue's store does not answer: what was not fired stays due.
 */
export async function fireDueSchedules(platform: SchedulePlatform, now = new Date()): Promise<FiredSchedules> {
  const refused: RefusedRun[] = [];
  let fired = 0;
  for (;;) {
    const outcome = await platform.db.$transaction((tx) => fireOne(platform, tx, now), {
      timeout: TRANSACTION_TIMEOUT_MS,
    });
    if (!outcome) break;
    fired += outcome.fired;
    if (outcome.refused) refused.push(outcome.refused);
  }
  return { fired, refused, nextDueAt: await nextDue(platform.db) };
}

async function fireOne(
  platform: SchedulePlatform,
  tx: Prisma.TransactionClient,
  now: Date,
): Promise<{ fired: number; refused: RefusedRun | null } | null> {
  const [due] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM job_schedules WHERE "nextRunAt" <= ${now} AND NOT paused
    ORDER BY "nextRunAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!due) return null;
  const row = await tx.jobSchedule.findUniqueOrThrow({ where: { id: due.id } });
  try {
    const ids = runIds(row, now);
    const added = await enqueueRuns(platform, row, ids);
    const lastJobId = added.at(-1);
    const last = lastJobId === undefined ? {} : { lastRunAt: now, lastJobId };
    await tx.jobSchedule.update({ where: { id: row.id }, data: { ...last, nextRunAt: nextAfter(row, now) } });
    return { fired: ids.length, refused: null };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.retryable) throw thrown;
    await tx.jobSchedule.update({ where: { id: row.id }, data: { nextRunAt: nextOrNever(row, now) } });
    return { fired: 0, refused: { scheduleId: row.id, name: row.name, error: toError(thrown) } };
  }
}

/** Ids of the jobs that are to be added now, oldest first. */
function runIds(row: ScheduleRow, now: Date): string[] {
  if (!row.nextRunAt) return [];
  const rhythm = rhythmOf(row);
  const runs = dueRuns(rhythm, row.nextRunAt, now, missedRunsSchema.parse(row.missedRuns));
  return runs.map((run) => `${row.id}-${run.getTime()}`);
}

function nextAfter(row: ScheduleRow, now: Date): Date | null {
  return nextRuns(rhythmOf(row), now, 1)[0] ?? null;
}

function nextOrNever(row: ScheduleRow, now: Date): Date | null {
  try {
    return nextAfter(row, now);
  } catch {
    // A zone that this release of Node no longer knows: it comes again when somebody changes it.
    return null;
  }
}

async function nextDue(db: Database): Promise<Date | null> {
  const row = await db.jobSchedule.findFirst({
    where: { nextRunAt: { not: null } },
    orderBy: { nextRunAt: "asc" },
    select: { nextRunAt: true },
  });
  return row?.nextRunAt ?? null;
}
