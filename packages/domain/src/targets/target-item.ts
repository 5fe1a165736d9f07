import type { TargetItem } from "@plimsoll/core";

/** How long a proof of ownership counts. */
const PROOF_LASTS_MS = 90 * 86_400_000;

/** A target as it is stored. */
export interface TargetRow {
  id: string;
  name: string;
  origin: string;
  token: string;
  provenAt: Date | null;
  approvedAt: Date | null;
  approvedBy: string | null;
  isPrivate: boolean | null;
  lastCheckAt: Date | null;
  lastCheckOk: boolean | null;
  lastCheck: string | null;
  createdAt: Date;
}

/** When the proof of ownership ends; null when there is none, or it is over. */
export function provenUntil(target: Pick<TargetRow, "provenAt">, now: Date): Date | null {
  if (!target.provenAt) return null;
  const until = new Date(target.provenAt.getTime() + PROOF_LASTS_MS);
  return until > now ? until : null;
}

/** Whether requests may be sent there: approved by an admin, or proven 90 days ago at most. */
export function targetStatus(
  target: Pick<TargetRow, "provenAt" | "approvedAt">,
  now: Date = new Date(),
): TargetItem["status"] {
  if (target.approvedAt) return "approved";
  return provenUntil(target, now) ? "proven" : "pending";
}

/** The two ways to prove that a host is one's own: a TXT record or a file. */
export function targetProof(target: Pick<TargetRow, "origin" | "token">): TargetItem["proof"] {
  const content = `plimsoll-verification=${target.token}`;
  return {
    dnsName: `_plimsoll.${new URL(target.origin).hostname}`,
    dnsValue: content,
    fileUrl: `${target.origin}/.well-known/plimsoll-verification.txt`,
    fileContent: content,
  };
}

/** A stored target as lists show it. */
export function toTargetItem(row: TargetRow, now: Date = new Date()): TargetItem {
  return {
    id: row.id,
    name: row.name,
    origin: row.origin,
    status: targetStatus(row, now),
    isPrivate: row.isPrivate,
    provenUntil: provenUntil(row, now)?.toISOString() ?? null,
    approvedBy: row.approvedBy,
    approvedAt: row.approvedAt?.toISOString() ?? null,
    proof: targetProof(row),
    lastCheck: row.lastCheckAt
      ? { at: row.lastCheckAt.toISOString(), ok: row.lastCheckOk ?? false, message: row.lastCheck ?? "" }
      : null,
    createdAt: row.createdAt.toISOString(),
  };
}
