import { SEVERITIES, type SecuritySettings } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { severityOf, severityRank } from "./severities.ts";

const DAY_MS = 86_400_000;

/** When an open finding is due: the date set by hand, else as many days after it opened as the settings say. */
export function dueAt(
  finding: { state: string; severity: number; dueAt: Date | null; openedAt: Date },
  { dueDays }: Pick<SecuritySettings, "dueDays">,
): Date | null {
  if (finding.state !== "open") return null;
  if (finding.dueAt) return finding.dueAt;
  const days = dueDays[severityOf(finding.severity)];
  return days === null ? null : new Date(finding.openedAt.getTime() + days * DAY_MS);
}

/** Open findings whose due date is over. */
export function whereOverdue({ dueDays }: Pick<SecuritySettings, "dueDays">, now: Date): Prisma.FindingWhereInput {
  const bySettings = SEVERITIES.flatMap((severity) => {
    const days = dueDays[severity];
    if (days === null) return [];
    const openedAt = { lt: new Date(now.getTime() - days * DAY_MS) };
    return [{ dueAt: null, severity: severityRank(severity), openedAt }];
  });
  return { state: "open", OR: [{ dueAt: { lt: now } }, ...bySettings] };
}
