import {
  AppError,
  type ScanItem,
  type ScanProfile,
  type ScansDeployInput,
  type ScansStartInput,
  toError,
} from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { INSTANCE_QUEUE, platformJob } from "@plimsoll/jobs";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { targetStatus } from "../targets/target-item.ts";
import { targetOrigin } from "../targets/target-origin.ts";
import { findScanTarget, readSettings, type ScanTargetRow } from "./find-scan-target.ts";
import { SCAN_INCLUDE, toScanItem, UNFINISHED_SCANS } from "./scan-item.ts";

/** Scans of one target that may wait for one another: deploys in quick succession. */
const MAX_WAITING = 5;

export interface WantedScan {
  target: ScanTargetRow;
  profile: ScanProfile;
  trigger: ScanItem["trigger"];
  build: string | null;
  uploadId: string | null;
}

/**
 * Scans a target in the background; recorded. Throws NOT_FOUND, FORBIDDEN for a profile that its ownership does not allow,
 * CONFLICT while another scan of it waits or runs, BAD_REQUEST for files that were never uploaded, and UNAVAILABLE when the
 * queue does not answer: then nothing is started.
 */
export async function startScan(platform: Platform, caller: Caller, input: ScansStartInput): Promise<ScanItem> {
  const target = await findScanTarget(platform.db, caller.projectId, input.targetId);
  const wanted = await wantedScan(platform, target, { profile: input.profile, trigger: "manual", build: null });
  return addScan(platform, caller, wanted, { mayWait: false });
}

/**
 * Scans what was just deployed, for pipelines: as startScan, but one that waits for another scan of the target is no error, up
 * to five. Recorded.
 */
export async function deployScan(platform: Platform, caller: Caller, input: ScansDeployInput): Promise<ScanItem> {
  const target = await findDeployed(platform, caller.projectId, input);
  const { build, profile } = input;
  const wanted = await wantedScan(platform, target, { profile, trigger: "deploy", build });
  return addScan(platform, caller, wanted, { mayWait: true });
}

/** A scan as it is to be made of the target. Throws FORBIDDEN and BAD_REQUEST as startScan does. */
export async function wantedScan(
  { db }: Pick<Platform, "db">,
  target: ScanTargetRow,
  asked: { profile: ScanProfile | undefined; trigger: ScanItem["trigger"]; build: string | null },
): Promise<WantedScan> {
  const { trigger, build } = asked;
  if (target.kind === "files") {
    const upload = await db.scanUpload.findFirst({
      where: { scanTargetId: target.id },
      select: { id: true, build: true },
      orderBy: { createdAt: "desc" },
    });
    if (!upload) throw new AppError("BAD_REQUEST", `Nothing of ${target.name} was uploaded yet: use \`scans.upload\`.`);
    return { target, profile: "standard", trigger, build: build ?? upload.build, uploadId: upload.id };
  }
  const profile = asked.profile ?? readSettings(target).profile;
  assertMayScan(target, profile);
  return { target, profile, trigger, build, uploadId: null };
}

/**
 * Throws FORBIDDEN unless the target may be scanned so: `passive` sends what any visitor sends; what goes beyond needs a proof
 * of ownership or an admin's approval.
 */
export function assertMayScan({ target }: ScanTargetRow, profile: ScanProfile, now: Date = new Date()): void {
  if (!target || targetStatus(target, now) !== "pending") return;
  if (target.isPrivate) {
    throw new AppError("FORBIDDEN", `${target.origin} has a private address: an admin must approve it first.`);
  }
  if (profile === "passive") return;
  const how = "prove that it is yours (TXT record or file), let an admin approve it, or use the profile passive";
  throw new AppError(
    "FORBIDDEN",
    `A scan of the profile ${profile} needs an owner's consent for ${target.origin}: ${how}.`,
  );
}

/** Records the scan and hands it to a worker. Throws CONFLICT when as many wait already as may, and UNAVAILABLE. */
export async function addScan(
  platform: Platform,
  caller: Caller,
  wanted: WantedScan,
  { mayWait }: { mayWait: boolean },
): Promise<ScanItem> {
  const { db } = platform;
  const id = newId("scn");
  const row = await db.$transaction(async (tx) => {
    await assertNotTooMany(tx, wanted.target, mayWait);
    return insertScan(tx, caller, id, wanted);
  });
  try {
    await enqueueScan(platform, id);
  } catch (thrown) {
    const message = "The queue did not take it.";
    await db.scan.updateMany({
      where: { id, state: "queued" },
      data: { state: "error", message, finishedAt: new Date() },
    });
    throw toError(thrown);
  }
  return toScanItem(row);
}

/** Hands a scan to a worker; a second time changes nothing. */
export async function enqueueScan({ platformJobs }: Pick<Platform, "platformJobs">, scanId: string): Promise<void> {
  await platformJobs.add(INSTANCE_QUEUE, [platformJob("scans.run", { scanId }, { id: `scan-${scanId}` })]);
}

async function assertNotTooMany(tx: Prisma.TransactionClient, target: ScanTargetRow, mayWait: boolean): Promise<void> {
  // Who starts two at once comes one after the other.
  await tx.$queryRaw`SELECT id FROM scan_targets WHERE id = ${target.id} FOR UPDATE`;
  const where = { scanTargetId: target.id, state: { in: UNFINISHED_SCANS } };
  const others = await tx.scan.findMany({ where, select: { id: true }, orderBy: { createdAt: "asc" } });
  if (others.length < (mayWait ? MAX_WAITING : 1)) return;
  const which = others.map(({ id }) => id).join(", ");
  throw new AppError(
    "CONFLICT",
    `${target.name} is being scanned already (${which}); wait until it ends, or cancel it.`,
  );
}

function insertScan(tx: Prisma.TransactionClient, caller: Caller, id: string, wanted: WantedScan) {
  const { target, profile, trigger, build, uploadId } = wanted;
  const { projectId, actor: startedBy } = caller;
  const limits = target.kind === "web" ? { limits: { ...readSettings(target).limits } } : {};
  const about = { profile, trigger, build, uploadId, startedBy, ...limits };
  const detail = { scan: id, name: target.name, profile, trigger, ...(build === null ? {} : { build }) };
  const subject = `scan-target:${target.id}`;
  return recordAudit(tx, { ...caller, action: "scan.start", subject, detail }).then(() =>
    tx.scan.create({ data: { id, projectId, scanTargetId: target.id, ...about }, include: SCAN_INCLUDE }),
  );
}

async function findDeployed(
  { db }: Pick<Platform, "db">,
  projectId: string,
  { targetId, origin }: ScansDeployInput,
): Promise<ScanTargetRow> {
  if (targetId !== undefined) return findScanTarget(db, projectId, targetId);
  if (origin === undefined) throw new AppError("BAD_REQUEST", "Give either `targetId` or `origin`.");
  const normal = targetOrigin(origin);
  const found = await db.scanTarget.findFirst({
    where: { projectId, target: { origin: normal } },
    select: { id: true },
  });
  if (!found) throw new AppError("NOT_FOUND", `${normal} is no scan target of this project: add it in the console.`);
  return findScanTarget(db, projectId, found.id);
}
