import type { FindingEventKind, ScanChange } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { placeText } from "@plimsoll/security-checks";
import { storableText } from "../delivery/storable-text.ts";
import { newId } from "../ids.ts";
import type { ChangePlan, KnownFinding, SeenFault } from "./plan-changes.ts";
import { severityOf, severityRank } from "./severities.ts";

/** The scan whose changes are written. */
export interface ChangingScan {
  id: string;
  projectId: string;
  scanTargetId: string;
}

/** What is read of a finding to compare it. */
export const KNOWN_SELECT = {
  id: true,
  fingerprint: true,
  checkId: true,
  place: true,
  state: true,
  severity: true,
  suppressedAs: true,
  suppressedUntil: true,
} as const satisfies Prisma.FindingSelect;

type Event = Prisma.FindingEventCreateManyInput;
type Change = { findingId: string; change: ScanChange };
interface Written {
  changes: Change[];
  events: Event[];
}

/** Writes what a scan changed: findings, their history, and what the scan saw of each. */
export async function applyChanges(
  tx: Prisma.TransactionClient,
  scan: ChangingScan,
  plan: ChangePlan,
  now: Date,
): Promise<void> {
  const written: Written = { changes: [], events: [] };
  await create(tx, scan, { plan, now }, written);
  for (const one of plan.seen) await see(tx, scan, { ...one, now }, written);
  await fix(tx, scan, { plan, now }, written);
  for (const { id } of plan.notAssessed) written.changes.push({ findingId: id, change: "not-assessed" });
  await tx.findingEvent.createMany({ data: written.events });
  await tx.scanFinding.createMany({ data: written.changes.map((change) => ({ scanId: scan.id, ...change })) });
}

type Step = { plan: ChangePlan; now: Date };

async function create(tx: Prisma.TransactionClient, scan: ChangingScan, { plan, now }: Step, written: Written) {
  const data = plan.created.map((seen): Prisma.FindingCreateManyInput => {
    const id = newId("fnd");
    written.changes.push({ findingId: id, change: "new" });
    written.events.push(eventOf(id, "found", { scan, now }));
    const { id: lastScanId, projectId, scanTargetId } = scan;
    const seenAt = { firstSeenAt: now, lastSeenAt: now, openedAt: now, lastScanId };
    const { fingerprint, checkId } = seen;
    return { id, projectId, scanTargetId, fingerprint, checkId, state: "open", ...described(seen), ...seenAt };
  });
  await tx.finding.createMany({ data });
}

async function see(
  tx: Prisma.TransactionClient,
  scan: ChangingScan,
  { finding, seen, change, now }: ChangePlan["seen"][number] & { now: Date },
  written: Written,
): Promise<void> {
  const { id } = finding;
  written.changes.push({ findingId: id, change });
  if (finding.severity !== severityRank(seen.severity)) {
    const text = `${severityOf(finding.severity)} → ${seen.severity}`;
    written.events.push(eventOf(id, "rated", { scan, now, text }));
  }
  if (change === "reopened") written.events.push(eventOf(id, "reopened", { scan, now }));
  await tx.finding.update({
    where: { id },
    data: { ...described(seen), lastSeenAt: now, lastScanId: scan.id, ...stateAfter(finding, change, now) },
  });
}

function stateAfter(finding: KnownFinding, change: ScanChange, now: Date): Prisma.FindingUpdateInput {
  if (change === "reopened") {
    // A date set by hand was for the first time it was there.
    return { state: "open", fixedAt: null, reopenedAt: now, openedAt: now, dueAt: null };
  }
  if (change === "suppressed" && finding.suppressedAs) return { state: finding.suppressedAs, fixedAt: null };
  return {};
}

async function fix(tx: Prisma.TransactionClient, scan: ChangingScan, { plan, now }: Step, written: Written) {
  const ids = plan.fixed.map(({ id }) => id);
  for (const id of ids) {
    written.changes.push({ findingId: id, change: "fixed" });
    written.events.push(eventOf(id, "fixed", { scan, now }));
  }
  await tx.finding.updateMany({ where: { id: { in: ids } }, data: { state: "fixed", fixedAt: now } });
}

function eventOf(
  findingId: string,
  kind: FindingEventKind,
  { scan, now, text = null }: { scan: ChangingScan; now: Date; text?: string | null },
): Event {
  return { id: newId("fev"), findingId, at: now, kind, scanId: scan.id, text };
}

/** What a check says of the fault, as PostgreSQL can store it. */
function described({ severity, fault }: SeenFault) {
  const { place, evidence } = fault;
  return {
    severity: severityRank(severity),
    title: storableText(fault.title),
    detail: storableText(fault.detail),
    place: storableJson(place),
    placeText: storableText(placeText(place)),
    evidence: storableJson(evidence),
  };
}

function storableJson(value: unknown): Prisma.InputJsonValue {
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? storableText(part) : part));
  return JSON.parse(text) as Prisma.InputJsonValue;
}
