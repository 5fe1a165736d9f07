import { AppError, type Evidence, type FindingDetail, type FindingEvent, type FindingEventKind } from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";
import { findCheck } from "@plimsoll/security-checks";
import { endSuppressions } from "./end-suppressions.ts";
import { FINDING_SELECT, toFindingItem } from "./finding-item.ts";
import { getSecuritySettings } from "./security-settings.ts";

const MAX_EVENTS = 200;
const MAX_COMMENTS = 500;

/** A finding with its evidence, what to do about it, its history and comments. Throws NOT_FOUND. */
export async function getFinding(
  db: Database,
  projectId: string,
  id: string,
  now: Date = new Date(),
): Promise<FindingDetail> {
  await endSuppressions(db, now, projectId);
  const [row, settings] = await Promise.all([
    db.finding.findFirst({
      where: { id, projectId },
      select: {
        ...FINDING_SELECT,
        detail: true,
        evidence: true,
        lastScanId: true,
        events: { orderBy: [{ at: "desc" }, { id: "desc" }], take: MAX_EVENTS },
        comments: { orderBy: [{ at: "asc" }, { id: "asc" }], take: MAX_COMMENTS },
      },
    }),
    getSecuritySettings(db, projectId),
  ]);
  if (!row) throw noSuchFinding(id);
  return {
    ...toFindingItem(row, settings, now),
    detail: row.detail,
    evidence: readEvidence(row.evidence),
    check: checkInfo(row.checkId),
    lastScanId: row.lastScanId,
    events: row.events.map(toEvent),
    comments: row.comments.map(({ id: commentId, at, actor, text }) => ({
      id: commentId,
      at: at.toISOString(),
      actor,
      text,
    })),
    isDueSet: row.dueAt !== null,
  };
}

export const noSuchFinding = (id: string) => new AppError("NOT_FOUND", `There is no finding ${id} in this project.`);

/** The evidence of a finding as it was stored. */
export function readEvidence(stored: Prisma.JsonValue): Evidence[] {
  // Written by `applyChanges` alone, out of the same type.
  return stored as unknown as Evidence[];
}

/** What is told of a check, without the function that makes it. */
function checkInfo(checkId: string): FindingDetail["check"] {
  const check = findCheck(checkId);
  if (!check) return null;
  const { id, group, title, why, fix, severity, profile, cwe, asvs, answersTo } = check;
  return { id, group, title, why, fix, severity, profile, cwe, asvs, answersTo };
}

function toEvent(row: Prisma.FindingEventGetPayload<object>): FindingEvent {
  const { id, actor, scanId, text } = row;
  return { id, at: row.at.toISOString(), kind: row.kind as FindingEventKind, actor, scanId, text };
}
