import { AppError, type LoadRunPage, type LoadRunState } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { type LoadRunRow, toLoadRunItem } from "./load-run-item.ts";

export interface LoadRunsListing {
  testId?: string | undefined;
  /** Only runs in one of these states; all when empty. */
  states: LoadRunState[];
  cursor?: string | undefined;
  limit: number;
}

/** The project's runs, newest first; with `testId`, those of that test. Throws BAD_REQUEST for a cursor that is not ours. */
export async function listLoadRuns(
  { db }: Pick<Platform, "db">,
  projectId: string,
  { testId, states, cursor, limit }: LoadRunsListing,
): Promise<LoadRunPage> {
  const before = cursor === undefined ? null : readCursor(cursor);
  const rows = await db.loadRun.findMany({
    where: {
      projectId,
      ...(testId === undefined ? {} : { testId }),
      ...(states.length > 0 ? { state: { in: states } } : {}),
      ...(before ? { OR: [{ createdAt: { lt: before.at } }, { createdAt: before.at, id: { lt: before.id } }] } : {}),
    },
    include: { lines: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => toLoadRunItem(row)),
    nextCursor:
      rows.length > limit && last ? Buffer.from(`${last.createdAt.getTime()}:${last.id}`).toString("base64url") : null,
  };
}

/** A run of the project with its load line. Throws NOT_FOUND. */
export async function findLoadRun(
  db: Pick<Platform["db"], "loadRun">,
  projectId: string,
  id: string,
): Promise<LoadRunRow> {
  const row = await db.loadRun.findFirst({ where: { id, projectId }, include: { lines: true } });
  if (!row) throw new AppError("NOT_FOUND", `There is no run ${id} in this project.`);
  return row;
}

function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(\d{1,15}):(.{1,128})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!match) throw new AppError("BAD_REQUEST", "`cursor` is none that this list gave out.");
  return { at: new Date(Number(match[1])), id: match[2] ?? "" };
}
