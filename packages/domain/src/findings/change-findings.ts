import { AppError, type FindingComment, type FindingItem, type FindingsSuppressInput } from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { storableText } from "../delivery/storable-text.ts";
import { newId } from "../ids.ts";
import { endSuppressions } from "./end-suppressions.ts";
import { FINDING_SELECT, type FindingRow, toFindingItem } from "./finding-item.ts";
import { noSuchFinding } from "./get-finding.ts";
import { getSecuritySettings } from "./security-settings.ts";

const DAY_MS = 86_400_000;
/** The longest that anything may be accepted for: what nobody looks at again is forgotten. */
const MAX_SUPPRESSION_DAYS = 731;

/** What somebody does to a finding: the columns that change, and what its history says. */
interface Change {
  data: Prisma.FindingUpdateManyMutationInput;
  kind: "accepted" | "false-positive" | "unsuppressed" | "owned" | "due";
  text: string | null;
}

/**
 * Accepts findings or calls them false until a day: they then count for nothing. Recorded. Throws BAD_REQUEST for a day that is
 * past or more than two years off, CONFLICT for a finding that is fixed, NOT_FOUND; then none is changed.
 */
export async function suppressFindings(
  db: Database,
  caller: Caller,
  { ids, kind, reason, expiresAt }: FindingsSuppressInput,
  now: Date = new Date(),
): Promise<FindingItem[]> {
  const until = new Date(expiresAt);
  const days = (until.getTime() - now.getTime()) / DAY_MS;
  if (days <= 0) throw new AppError("BAD_REQUEST", "`expiresAt`: name a day that is still to come.");
  if (days > MAX_SUPPRESSION_DAYS) throw new AppError("BAD_REQUEST", "`expiresAt`: name a day within two years.");
  const suppressedFor = storableText(reason);
  const who = { suppressedBy: caller.actor, suppressedAt: now, suppressedUntil: until };
  return changeAll(db, caller, { ids, now }, (row) => {
    if (row.state === "fixed") throw new AppError("CONFLICT", `${row.title} is fixed: there is nothing to accept.`);
    return { data: { state: kind, suppressedAs: kind, suppressedFor, ...who }, kind, text: suppressedFor };
  });
}

/** Ends a suppression before its day; recorded. Throws CONFLICT for a finding that is not suppressed, NOT_FOUND. */
export async function reopenFinding(
  db: Database,
  caller: Caller,
  { id, reason }: { id: string; reason: string },
  now: Date = new Date(),
): Promise<FindingItem> {
  const none = { suppressedAs: null, suppressedBy: null, suppressedFor: null, suppressedAt: null };
  const [item] = await changeAll(db, caller, { ids: [id], now }, (row) => {
    if (row.state === "open" || row.state === "fixed") {
      throw new AppError("CONFLICT", `${row.title} is ${row.state}: only an accepted or false one is opened by hand.`);
    }
    const data = { state: "open", suppressedUntil: null, ...none };
    return { data, kind: "unsuppressed", text: storableText(reason) };
  });
  if (!item) throw noSuchFinding(id);
  return item;
}

/** Gives findings to a person or team, or to nobody; recorded. Throws NOT_FOUND; then none is changed. */
export async function setFindingsOwner(
  db: Database,
  caller: Caller,
  { ids, owner }: { ids: string[]; owner: string | null },
  now: Date = new Date(),
): Promise<FindingItem[]> {
  const name = owner === null ? null : storableText(owner);
  return changeAll(db, caller, { ids, now }, (row) =>
    row.owner === name ? null : { data: { owner: name }, kind: "owned", text: name },
  );
}

/** Sets when a finding is due, or leaves it to the settings again; recorded. Throws NOT_FOUND. */
export async function setFindingDue(
  db: Database,
  caller: Caller,
  { id, dueAt }: { id: string; dueAt: string | null },
  now: Date = new Date(),
): Promise<FindingItem> {
  const due = dueAt === null ? null : new Date(dueAt);
  const [item] = await changeAll(db, caller, { ids: [id], now }, () => ({
    data: { dueAt: due },
    kind: "due",
    text: due?.toISOString() ?? null,
  }));
  if (!item) throw noSuchFinding(id);
  return item;
}

/** Adds a comment. Throws NOT_FOUND. */
export async function commentFinding(
  db: Database,
  { projectId, actor }: Caller,
  { id, text }: { id: string; text: string },
): Promise<FindingComment> {
  const found = await db.finding.findFirst({ where: { id, projectId }, select: { id: true } });
  if (!found) throw noSuchFinding(id);
  const data = { id: newId("fco"), findingId: id, actor, text: storableText(text) };
  const { at, ...comment } = await db.findingComment.create({ data });
  return { id: comment.id, at: at.toISOString(), actor, text: comment.text };
}

/** Changes all of them or none; `change` says how, null for as it is. In the order asked for. */
async function changeAll(
  db: Database,
  caller: Caller,
  { ids, now }: { ids: readonly string[]; now: Date },
  change: (row: FindingRow) => Change | null,
): Promise<FindingItem[]> {
  const { projectId, actor } = caller;
  const wanted = [...new Set(ids)];
  const rows = await db.$transaction(async (tx) => {
    await endSuppressions(tx, now, projectId);
    // In one order, so that two who change several never wait for each other.
    await tx.$queryRaw`SELECT id FROM findings WHERE id = ANY(${wanted}) ORDER BY id FOR UPDATE`;
    const where = { id: { in: wanted }, projectId };
    const before = new Map((await tx.finding.findMany({ where, select: FINDING_SELECT })).map((row) => [row.id, row]));
    for (const id of wanted) {
      const row = before.get(id);
      if (!row) throw noSuchFinding(id);
      const wants = change(row);
      if (!wants) continue;
      const { data, kind, text } = wants;
      await tx.finding.update({ where: { id }, data });
      await tx.findingEvent.create({ data: { id: newId("fev"), findingId: id, at: now, kind, actor, text } });
      const detail = { title: row.title, target: row.scanTarget.name, ...(text === null ? {} : { text }) };
      await recordAudit(tx, { ...caller, action: `finding.${kind}`, subject: `finding:${id}`, detail });
    }
    return tx.finding.findMany({ where, select: FINDING_SELECT });
  });
  const settings = await getSecuritySettings(db, projectId);
  const after = new Map(rows.map((row) => [row.id, row]));
  return wanted.flatMap((id) => {
    const row = after.get(id);
    return row ? [toFindingItem(row, settings, now)] : [];
  });
}
