import {
  AppError,
  type FindingOwners,
  type FindingPage,
  type FindingsListInput,
  type FindingState,
  findingStateSchema,
  type SecuritySettings,
} from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";
import { whereOverdue } from "./due-dates.ts";
import { endSuppressions } from "./end-suppressions.ts";
import { FINDING_SELECT, type FindingRow, toFindingItem } from "./finding-item.ts";
import { getSecuritySettings } from "./security-settings.ts";
import { countBySeverity, severityRank } from "./severities.ts";

export type FindingFilter = Omit<FindingsListInput, "cursor" | "limit">;
type Where = Prisma.FindingWhereInput;

/** The project's findings, worst first, then newest. Throws BAD_REQUEST for a cursor that is not ours. */
export async function listFindings(
  db: Database,
  projectId: string,
  { cursor, limit, ...filter }: FindingsListInput,
  now: Date = new Date(),
): Promise<FindingPage> {
  const after = cursor === undefined ? [] : [whereAfter(cursor)];
  await endSuppressions(db, now, projectId);
  const settings = await getSecuritySettings(db, projectId);
  const where = whereFindings(projectId, filter, { settings, now });
  const [rows, counts] = await Promise.all([
    db.finding.findMany({
      where: { AND: [where, ...after] },
      select: FINDING_SELECT,
      orderBy: [{ severity: "asc" }, { firstSeenAt: "desc" }, { id: "desc" }],
      take: limit + 1,
    }),
    countFindings(db, projectId, filter, { settings, now }),
  ]);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => toFindingItem(row, settings, now)),
    nextCursor: rows.length > limit && last ? cursorOf(last) : null,
    counts,
  };
}

/** Whom findings may be given to: people of the instance, and owners that the project's findings have. */
export async function listOwners(db: Database, projectId: string): Promise<FindingOwners> {
  const [people, owned] = await Promise.all([
    db.user.findMany({ select: { name: true }, orderBy: { name: "asc" }, take: 500 }),
    db.finding.groupBy({
      by: ["owner"],
      where: { projectId, owner: { not: null } },
      orderBy: { owner: "asc" },
      take: 500,
    }),
  ]);
  const names = [...people.map(({ name }) => name), ...owned.map(({ owner }) => owner ?? "")];
  return { items: [...new Set(names)].filter((name) => name !== "").sort((a, b) => a.localeCompare(b)) };
}

export interface FilterContext {
  settings: SecuritySettings;
  now: Date;
}

/** What a filter means to the database; the index over project, state and severity makes it cheap. */
export function whereFindings(projectId: string, filter: FindingFilter, { settings, now }: FilterContext): Where {
  const { targetId, states, severities, checkId, owner, overdue, scanId, change, text } = filter;
  const conditions: Where[] = [{ projectId }];
  if (targetId !== undefined) conditions.push({ scanTargetId: targetId });
  if (states.length > 0) conditions.push({ state: { in: states } });
  if (severities.length > 0) conditions.push({ severity: { in: severities.map(severityRank) } });
  if (checkId !== undefined) conditions.push({ checkId });
  if (owner !== undefined) conditions.push({ owner });
  if (overdue) conditions.push(whereOverdue(settings, now));
  if (scanId !== undefined) conditions.push({ scans: { some: { scanId, ...(change ? { change } : {}) } } });
  if (text !== "") {
    const contains = { contains: text.replaceAll(/[\\%_]/g, String.raw`\$&`), mode: "insensitive" } as const;
    conditions.push({ OR: [{ title: contains }, { placeText: contains }] });
  }
  return { AND: conditions };
}

async function countFindings(
  db: Database,
  projectId: string,
  filter: FindingFilter,
  context: FilterContext,
): Promise<FindingPage["counts"]> {
  const [byState, bySeverity] = await Promise.all([
    db.finding.groupBy({
      by: ["state"],
      where: whereFindings(projectId, { ...filter, states: [] }, context),
      _count: true,
    }),
    db.finding.groupBy({
      by: ["severity"],
      where: whereFindings(projectId, { ...filter, severities: [] }, context),
      _count: true,
    }),
  ]);
  const countOf = (state: FindingState) => byState.find((row) => row.state === state)?._count ?? 0;
  const states = Object.fromEntries(findingStateSchema.options.map((state) => [state, countOf(state)]));
  return {
    states: states as Record<FindingState, number>,
    severities: countBySeverity(bySeverity.map(({ severity, _count }) => ({ severity, count: _count }))),
  };
}

function cursorOf({ severity, firstSeenAt, id }: FindingRow): string {
  return Buffer.from(`${severity}:${firstSeenAt.getTime()}:${id}`).toString("base64url");
}

function whereAfter(cursor: string): Where {
  const match = /^(\d):(\d{1,15}):(.{1,128})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!match) throw new AppError("BAD_REQUEST", "`cursor` is none that this list gave out.");
  const severity = Number(match[1]);
  const firstSeenAt = new Date(Number(match[2]));
  return {
    OR: [
      { severity: { gt: severity } },
      { severity, firstSeenAt: { lt: firstSeenAt } },
      { severity, firstSeenAt, id: { lt: match[3] ?? "" } },
    ],
  };
}
