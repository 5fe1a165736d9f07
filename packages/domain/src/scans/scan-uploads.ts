import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { AppError, type ScanItem, type ScansUploadInput, UPLOAD_MAX_BYTES } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { z } from "zod";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { openSecret, sealSecret } from "../secrets/sealed-secret.ts";
import { DEFAULT_SCAN_SETTINGS, TARGET_INCLUDE, type ScanTargetRow } from "./find-scan-target.ts";
import { UNFINISHED_SCANS } from "./scan-item.ts";
import { addScan } from "./start-scan.ts";

const PURPOSE = "scan-upload";
/** Characters may be up to three bytes of UTF-8, and JSON escapes some. */
const MAX_UNPACKED_BYTES = UPLOAD_MAX_BYTES * 6;
const filesSchema = z.array(z.object({ path: z.string(), text: z.string() }));
const zip = promisify(gzip);
const unzip = promisify(gunzip);

/**
 * Scans files of a code base; a scan target of kind `files` is made for a name that is new. What is uploaded counts as all of
 * it: what an earlier upload had and this one has not is taken for removed. Recorded; kept encrypted until the next one.
 * Throws BAD_REQUEST for a path that comes twice, CONFLICT when too many scans of it wait, UNAVAILABLE.
 */
export async function uploadScan(platform: Platform, caller: Caller, input: ScansUploadInput): Promise<ScanItem> {
  const { db, config } = platform;
  const { name, build = null, files } = input;
  const paths = files.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new AppError("BAD_REQUEST", `\`files\`: ${twice} comes twice.`);
  const sizeBytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const packed = (await zip(JSON.stringify(files))).toString("base64");
  const id = newId("scu");
  const target = await db.$transaction(async (tx) => {
    const found = await ensureFilesTarget(tx, caller, name);
    const about = { paths, sizeBytes, build, createdBy: caller.actor };
    await tx.scanUpload.create({
      data: { id, scanTargetId: found.id, files: sealSecret(config, PURPOSE, packed), ...about },
    });
    return found;
  });
  const wanted = { target, profile: "standard", trigger: "upload", build, uploadId: id } as const;
  return addScan(platform, caller, wanted, { mayWait: true });
}

export interface UploadedFile {
  path: string;
  bytes: Uint8Array;
}

/** The files of an upload. Throws UNAVAILABLE when PLIMSOLL_SECRET is not the one they were stored under, NOT_FOUND. */
export async function openUpload({ db, config }: Pick<Platform, "db" | "config">, id: string): Promise<UploadedFile[]> {
  const row = await db.scanUpload.findUnique({ where: { id }, select: { files: true } });
  if (!row) throw new AppError("NOT_FOUND", "What was uploaded is gone: upload it again.");
  const packed = Buffer.from(openSecret(config, PURPOSE, row.files), "base64");
  const text = (await unzip(packed, { maxOutputLength: MAX_UNPACKED_BYTES })).toString("utf8");
  return filesSchema.parse(JSON.parse(text)).map(({ path, text: content }) => ({ path, bytes: Buffer.from(content) }));
}

/** Removes uploads of a target that no scan waits for and that are not its last. */
export async function forgetUploads({ db }: Pick<Platform, "db">, scanTargetId: string): Promise<void> {
  const last = await db.scanUpload.findFirst({
    where: { scanTargetId },
    select: { id: true },
    orderBy: { createdAt: "desc" },
  });
  if (!last) return;
  await db.scanUpload.deleteMany({
    where: { scanTargetId, id: { not: last.id }, scans: { none: { state: { in: UNFINISHED_SCANS } } } },
  });
}

async function ensureFilesTarget(tx: Prisma.TransactionClient, caller: Caller, name: string): Promise<ScanTargetRow> {
  const { projectId, actor: createdBy } = caller;
  const id = newId("sct");
  const settings = { ...DEFAULT_SCAN_SETTINGS };
  const data = { id, projectId, kind: "files", name, settings, createdBy };
  const made = await tx.scanTarget.createMany({ data: [data], skipDuplicates: true });
  if (made.count > 0) {
    await recordAudit(tx, { ...caller, action: "scan-target.add", subject: `scan-target:${id}`, detail: { name } });
  }
  return tx.scanTarget.findUniqueOrThrow({
    where: { projectId_kind_name: { projectId, kind: "files", name } },
    include: TARGET_INCLUDE,
  });
}
