import {
  type CheckGroup,
  CHECK_GROUPS,
  type FindingItem,
  type FindingState,
  type FoundFault,
  type SecuritySettings,
  type Suppression,
  type SuppressionKind,
} from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { findCheck } from "@plimsoll/security-checks";
import { dueAt } from "./due-dates.ts";
import { severityOf } from "./severities.ts";

/** A finding as lists read it: without its evidence. */
export const FINDING_SELECT = {
  id: true,
  projectId: true,
  fingerprint: true,
  scanTargetId: true,
  checkId: true,
  severity: true,
  title: true,
  place: true,
  placeText: true,
  state: true,
  owner: true,
  dueAt: true,
  firstSeenAt: true,
  lastSeenAt: true,
  openedAt: true,
  fixedAt: true,
  reopenedAt: true,
  suppressedAs: true,
  suppressedBy: true,
  suppressedFor: true,
  suppressedAt: true,
  suppressedUntil: true,
  scanTarget: { select: { name: true } },
} as const satisfies Prisma.FindingSelect;
export type FindingRow = Prisma.FindingGetPayload<{ select: typeof FINDING_SELECT }>;

/** A stored finding as lists show it. */
export function toFindingItem(row: FindingRow, settings: SecuritySettings, now: Date): FindingItem {
  const due = dueAt(row, settings);
  const { group, title } = aboutCheck(row.checkId);
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    targetId: row.scanTargetId,
    targetName: row.scanTarget.name,
    checkId: row.checkId,
    checkTitle: title,
    group,
    severity: severityOf(row.severity),
    title: row.title,
    place: readPlace(row.place),
    placeText: row.placeText,
    state: row.state as FindingState,
    owner: row.owner,
    dueAt: due?.toISOString() ?? null,
    isOverdue: due !== null && due < now,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    fixedAt: row.fixedAt?.toISOString() ?? null,
    reopenedAt: row.reopenedAt?.toISOString() ?? null,
    suppression: suppressionOf(row),
  };
}

/** Of a check of this version, or as much as the id says of one that is gone. */
export function aboutCheck(checkId: string): { title: string; group: CheckGroup } {
  const check = findCheck(checkId);
  if (check) return check;
  const group = CHECK_GROUPS.find((name) => checkId.startsWith(`${name}.`)) ?? "headers";
  return { title: checkId, group };
}

/** The place of a finding as it was stored. */
export function readPlace(stored: Prisma.JsonValue): FoundFault["place"] {
  // Written by `applyChanges` alone, out of the same type.
  return stored as unknown as FoundFault["place"];
}

function suppressionOf(row: FindingRow): Suppression | null {
  if (row.state !== "accepted" && row.state !== "false-positive") return null;
  if (!row.suppressedAt || !row.suppressedUntil) return null;
  return {
    kind: row.state satisfies SuppressionKind,
    reason: row.suppressedFor ?? "",
    by: row.suppressedBy ?? "",
    at: row.suppressedAt.toISOString(),
    expiresAt: row.suppressedUntil.toISOString(),
  };
}
