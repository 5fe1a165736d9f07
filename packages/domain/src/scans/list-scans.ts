import { AppError, type ScanPage, type ScansListInput } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { SCAN_INCLUDE, type ScanRow, toScanItem } from "./scan-item.ts";

/** The project's scans, newest first. Throws BAD_REQUEST for a cursor that is not ours. */
export async function listScans(
  { db }: Pick<Platform, "db">,
  projectId: string,
  { targetId, states, cursor, limit }: ScansListInput,
): Promise<ScanPage> {
  const before = cursor === undefined ? null : readCursor(cursor);
  const rows = await db.scan.findMany({
    where: {
      projectId,
      ...(targetId === undefined ? {} : { scanTargetId: targetId }),
      ...(states.length > 0 ? { state: { in: states } } : {}),
      ...(before ? { OR: [{ createdAt: { lt: before.at } }, { createdAt: before.at, id: { lt: before.id } }] } : {}),
    },
    include: SCAN_INCLUDE,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(toScanItem),
    nextCursor:
      rows.length > limit && last ? Buffer.from(`${last.createdAt.getTime()}:${last.id}`).toString("base64url") : null,
  };
}

/** A scan of the project. Throws NOT_FOUND. */
export async function findScan(db: Pick<Platform["db"], "scan">, projectId: string, id: string): Promise<ScanRow> {
  const row = await db.scan.findFirst({ where: { id, projectId }, include: SCAN_INCLUDE });
  if (!row) throw new AppError("NOT_FOUND", `There is no scan ${id} in this project.`);
  return row;
}

function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(\d{1,15}):(.{1,128})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!match) throw new AppError("BAD_REQUEST", "`cursor` is none that this list gave out.");
  return { at: new Date(Number(match[1])), id: match[2] ?? "" };
}
