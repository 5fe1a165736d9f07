import {
  AppError,
  type ScanSchedule,
  type ScansAddTargetInput,
  type ScansUpdateTargetInput,
  type ScanTargetDetail,
} from "@plimsoll/core";
import { Prisma } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { assertRhythm, nextRuns } from "../schedules/rhythm.ts";
import { ensureTarget } from "../targets/create-target.ts";
import { parseTargetOrigin } from "../targets/target-origin.ts";
import { DEFAULT_SCAN_SETTINGS, findScanTarget } from "./find-scan-target.ts";
import { getScanTarget } from "./get-scan-target.ts";
import { UNFINISHED_SCANS } from "./scan-item.ts";

type Database = Platform["db"];

/**
 * Adds a web target to be scanned; its origin becomes a target of the project when it is none yet. Recorded. Throws
 * BAD_REQUEST for an origin that can never be called, CONFLICT for an origin or name that is taken.
 */
export async function addScanTarget(
  db: Database,
  caller: Caller,
  input: ScansAddTargetInput,
): Promise<ScanTargetDetail> {
  const { projectId, actor: createdBy } = caller;
  const { name } = input;
  const origin = parseTargetOrigin(input.origin);
  const id = newId("sct");
  await db
    .$transaction(async (tx) => {
      const { target } = await ensureTarget(tx, caller, { name, origin });
      const taken = await tx.scanTarget.findUnique({ where: { targetId: target.id }, select: { name: true } });
      if (taken) throw new AppError("CONFLICT", `${origin} is scanned already, as ${taken.name}.`);
      const settings = { ...DEFAULT_SCAN_SETTINGS };
      await tx.scanTarget.create({
        data: { id, projectId, kind: "web", name, targetId: target.id, settings, createdBy },
      });
      await record(tx, caller, "scan-target.add", { id, detail: { name, origin } });
    })
    .catch((error: unknown) => throwTaken(error, name));
  return getScanTarget({ db }, projectId, id);
}

/**
 * Renames a target, changes what is asked of it, or when scans come by themselves; recorded. Scans that run keep what they
 * began with. Throws NOT_FOUND, CONFLICT for a name that is taken, BAD_REQUEST for a schedule that cannot be read and for a
 * web target's settings of files.
 */
export async function updateScanTarget(
  db: Database,
  caller: Caller,
  { id, name, settings, schedule }: ScansUpdateTargetInput,
  now: Date = new Date(),
): Promise<ScanTargetDetail> {
  const { projectId } = caller;
  const change: Prisma.ScanTargetUpdateInput = {
    ...(name === undefined ? {} : { name }),
    ...(settings === undefined ? {} : { settings }),
    ...(schedule === undefined ? {} : scheduleColumns(schedule, now)),
  };
  await db
    .$transaction(async (tx) => {
      const before = await findScanTarget(tx, projectId, id);
      if (settings && before.kind !== "web") {
        throw new AppError("BAD_REQUEST", "`settings` are of web targets; files have a schedule alone.");
      }
      await tx.scanTarget.update({ where: { id }, data: change });
      const detail = {
        ...(name === undefined ? {} : { name, before: before.name }),
        // Documents may be long, and are no news of who changed what.
        ...(settings === undefined ? {} : { settings: { ...settings, openApi: settings.openApi && "…" } }),
        ...(schedule === undefined ? {} : { schedule }),
      };
      await record(tx, caller, "scan-target.update", { id, detail });
    })
    .catch((error: unknown) => throwTaken(error, name ?? id));
  return getScanTarget({ db }, projectId, id);
}

/**
 * Removes a target from scanning, with its scans, findings and their history; the target of Settings stays. Recorded. Throws
 * NOT_FOUND, CONFLICT while a scan of it goes on.
 */
export async function removeScanTarget(db: Database, caller: Caller, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name } = await findScanTarget(tx, caller.projectId, id);
    await tx.$queryRaw`SELECT id FROM scan_targets WHERE id = ${id} FOR UPDATE`;
    const active = await tx.scan.findFirst({ where: { scanTargetId: id, state: { in: UNFINISHED_SCANS } } });
    if (active) throw new AppError("CONFLICT", `A scan of ${name} goes on (${active.id}); cancel it first.`);
    await tx.scanTarget.delete({ where: { id } });
    await record(tx, caller, "scan-target.remove", { id, detail: { name } });
  });
}

function scheduleColumns(schedule: ScanSchedule | null, now: Date) {
  if (!schedule) return { cron: null, nextScanAt: null };
  const { cron, timezone, profile: cronProfile, paused: schedulePaused } = schedule;
  const rhythm = { cron, timezone, anchor: now };
  assertRhythm(rhythm, now);
  const [next] = nextRuns(rhythm, now, 1);
  return { cron, timezone, cronProfile, schedulePaused, nextScanAt: schedulePaused ? null : (next ?? null) };
}

function record(
  tx: Prisma.TransactionClient,
  caller: Caller,
  action: string,
  { id, detail }: { id: string; detail: Prisma.InputJsonObject },
): Promise<void> {
  return recordAudit(tx, { ...caller, action, subject: `scan-target:${id}`, detail });
}

function throwTaken(error: unknown, name: string): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
    throw new AppError("CONFLICT", `There is a scan target named ${name} already, or its origin is scanned.`, {
      cause: error,
    });
  }
  throw error;
}
