import { AppError, type ScheduleItem, type SchedulesCreateInput } from "@plimsoll/core";
import { Prisma } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import { assertPayloadFits } from "../jobs/enqueue-job.ts";
import { assertRhythm, nextRuns, type Rhythm } from "./rhythm.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";
import { findOwnSchedule, rhythmOf, type ScheduleRow, toScheduleItem } from "./schedule-row.ts";
import { type ScheduleSettings, scheduleSettingsSchema } from "./schedule-settings.ts";

/** Schedules of a project, so that the list can be shown whole. */
const MAX_SCHEDULES = 500;

/** What records of changes to a schedule are filed under. */
export const scheduleSubject = (id: string) => `schedule:${id}`;

/**
 * Makes a schedule. Recorded. Throws BAD_REQUEST for a rhythm that cannot be read or never comes or an endpoint that
 * does not exist, PAYLOAD_TOO_LARGE, and CONFLICT for a name that is taken or a project with too many schedules.
 */
export async function createSchedule(
  platform: SchedulePlatform,
  caller: Caller,
  input: SchedulesCreateInput,
  now = new Date(),
): Promise<ScheduleItem> {
  const { projectId, actor } = caller;
  const rhythm = { ...input, anchor: now };
  await assertScheduleFits(platform, projectId, input, rhythm, now);
  const count = await platform.db.jobSchedule.count({ where: { projectId } });
  if (count >= MAX_SCHEDULES) {
    throw new AppError(
      "CONFLICT",
      `The project has ${MAX_SCHEDULES} schedules already; remove one that is not needed.`,
    );
  }
  const id = newId("sch");
  const row = await platform.db
    .$transaction(async (tx) => {
      await recordAudit(tx, {
        ...caller,
        action: "schedule.create",
        subject: scheduleSubject(id),
        detail: { name: input.name },
      });
      const next = input.paused ? null : (nextRuns(rhythm, now, 1)[0] ?? null);
      const data = { id, projectId, ...toColumns(input), nextRunAt: next, createdAt: now, createdBy: actor };
      return tx.jobSchedule.create({ data });
    })
    .catch((error: unknown) => rejectTakenName(error, input.name));
  return toScheduleItem(row, now);
}

/**
 * Replaces a schedule. Recorded. A changed rhythm counts from now on; runs that were missed under the old one are left
 * out. Throws as createSchedule does, NOT_FOUND, and CONFLICT for one of Plimsoll's own.
 */
export async function updateSchedule(
  platform: SchedulePlatform,
  caller: Caller,
  input: SchedulesCreateInput & { id: string },
  now = new Date(),
): Promise<ScheduleItem> {
  const { projectId } = caller;
  const ref = { projectId, id: input.id };
  const { createdAt } = await findOwnSchedule(platform.db, ref);
  const rhythm = { ...input, anchor: createdAt };
  await assertScheduleFits(platform, projectId, input, rhythm, now);
  const row = await platform.db
    .$transaction(async (tx) => {
      // Waits for a worker that fires it right now, so that neither overwrites what the other did.
      await tx.$queryRaw`SELECT id FROM job_schedules WHERE id = ${input.id} FOR UPDATE`;
      const before = await findOwnSchedule(tx, ref);
      await recordAudit(tx, {
        ...caller,
        action: "schedule.update",
        subject: scheduleSubject(input.id),
        detail: { name: input.name },
      });
      const nextRunAt = nextAfterChange(before, input, rhythm, now);
      return tx.jobSchedule.update({ where: { id: input.id }, data: { ...toColumns(input), nextRunAt } });
    })
    .catch((error: unknown) => rejectTakenName(error, input.name));
  return toScheduleItem(row, now);
}

/** A run that is due and not fired yet stays due when the rhythm stays. */
function nextAfterChange(before: ScheduleRow, input: SchedulesCreateInput, rhythm: Rhythm, now: Date): Date | null {
  if (input.paused) return null;
  const old = rhythmOf(before);
  const isSame =
    old.cron === (input.cron ?? null) && old.everyMs === (input.everyMs ?? null) && old.timezone === input.timezone;
  if (isSame && before.nextRunAt) return before.nextRunAt;
  return nextRuns(rhythm, now, 1)[0] ?? null;
}

async function assertScheduleFits(
  platform: SchedulePlatform,
  projectId: string,
  input: SchedulesCreateInput,
  rhythm: Rhythm,
  now: Date,
): Promise<void> {
  assertRhythm(rhythm, now);
  assertPayloadFits(input.payload, platform.config.PLIMSOLL_JOBS_MAX_PAYLOAD_BYTES);
  await platform.directory.requireEndpoint(projectId, input);
  await platform.directory.ensureQueue(projectId, input.queue);
}

function toColumns(input: SchedulesCreateInput) {
  const settings: ScheduleSettings = scheduleSettingsSchema.parse(input);
  return {
    name: input.name,
    queue: input.queue,
    jobName: input.jobName,
    payload: input.payload ?? Prisma.JsonNull,
    settings,
    cron: input.cron ?? null,
    timezone: input.timezone,
    everyMs: input.everyMs === undefined ? null : BigInt(input.everyMs),
    missedRuns: input.missedRuns,
    paused: input.paused,
  };
}

function rejectTakenName(error: unknown, name: string): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
    throw new AppError("CONFLICT", `There is a schedule named \`${name}\` already; choose another name.`, {
      cause: error,
    });
  }
  throw error;
}
