import { AppError, type Config, type ScanCredentialItem, type ScansAddCredentialInput } from "@plimsoll/core";
import { Prisma } from "@plimsoll/db";
import type { ScanIdentity } from "@plimsoll/security-checks";
import { z } from "zod";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { openSecret, sealSecret } from "../secrets/sealed-secret.ts";
import { findScanTarget } from "./find-scan-target.ts";

const PURPOSE = "scan-credential";
const MAX_CREDENTIALS = 10;
const headersSchema = z.record(z.string(), z.string());

/** Headers that say who asks, what is asked for or how long it is: a scan sets these itself. */
const OWN_HEADERS = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Keeps headers that scans of a web target send as one of its users, encrypted; recorded. Throws NOT_FOUND, BAD_REQUEST for
 * files and for headers that a scan sets itself, CONFLICT for a name that is taken.
 */
export async function addScanCredential(
  { db, config }: Pick<Platform, "db" | "config">,
  caller: Caller,
  { targetId, name, headers }: ScansAddCredentialInput,
): Promise<ScanCredentialItem> {
  const headerNames = Object.keys(headers);
  const own = headerNames.find((header) => OWN_HEADERS.has(header.toLowerCase()));
  if (own !== undefined) throw new AppError("BAD_REQUEST", `\`headers\`: a scan sets ${own} itself.`);
  const target = await findScanTarget(db, caller.projectId, targetId);
  if (target.kind !== "web") throw new AppError("BAD_REQUEST", "Only web targets are signed in to.");
  if ((await db.scanCredential.count({ where: { scanTargetId: targetId } })) >= MAX_CREDENTIALS) {
    throw new AppError("CONFLICT", `A target may have ${MAX_CREDENTIALS} credentials; remove one first.`);
  }
  const sealed = sealSecret(config, PURPOSE, JSON.stringify(headers));
  const data = {
    id: newId("scr"),
    scanTargetId: targetId,
    name,
    headerNames,
    headers: sealed,
    createdBy: caller.actor,
  };
  const row = await db
    .$transaction(async (tx) => {
      const created = await tx.scanCredential.create({ data });
      await record(tx, caller, "scan-target.add-credential", { targetId, name, headerNames });
      return created;
    })
    .catch((error: unknown) => {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== "P2002") throw error;
      throw new AppError("CONFLICT", `The target has a credential named ${name} already.`, { cause: error });
    });
  return toCredentialItem(row);
}

/** Forgets a credential; recorded. Throws NOT_FOUND. */
export async function removeScanCredential({ db }: Pick<Platform, "db">, caller: Caller, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const row = await tx.scanCredential.findFirst({ where: { id, scanTarget: { projectId: caller.projectId } } });
    if (!row) throw new AppError("NOT_FOUND", `There is no credential ${id} in this project.`);
    await tx.scanCredential.deleteMany({ where: { id } });
    const { scanTargetId: targetId, name, headerNames } = row;
    await record(tx, caller, "scan-target.remove-credential", { targetId, name, headerNames });
  });
}

/** The credentials of a target as a scan uses them. Throws UNAVAILABLE when PLIMSOLL_SECRET is not the one they were stored under. */
export async function openScanCredentials(
  { db, config }: { db: Pick<Platform["db"], "scanCredential">; config: Pick<Config, "PLIMSOLL_SECRET"> },
  scanTargetId: string,
): Promise<ScanIdentity[]> {
  const rows = await db.scanCredential.findMany({ where: { scanTargetId }, orderBy: { name: "asc" } });
  return rows.map(({ name, headers }) => ({
    name,
    headers: headersSchema.parse(JSON.parse(openSecret(config, PURPOSE, headers))),
  }));
}

/** A stored credential as it is listed: without the values. */
export function toCredentialItem(row: Prisma.ScanCredentialGetPayload<object>): ScanCredentialItem {
  const { id, name, headerNames, createdBy } = row;
  return { id, name, headerNames, createdAt: row.createdAt.toISOString(), createdBy };
}

function record(
  tx: Prisma.TransactionClient,
  caller: Caller,
  action: string,
  { targetId, name, headerNames }: { targetId: string; name: string; headerNames: string[] },
): Promise<void> {
  return recordAudit(tx, { ...caller, action, subject: `scan-target:${targetId}`, detail: { name, headerNames } });
}
