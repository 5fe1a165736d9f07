import { AppError, type FindingsSummary, type FindingsSummaryInput } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import type { Platform } from "../platform.ts";
import { listScanTargets } from "../scans/get-scan-target.ts";
import { targetOrigin } from "../targets/target-origin.ts";
import { whereOverdue } from "./due-dates.ts";
import { getSecuritySettings } from "./security-settings.ts";
import { countBySeverity } from "./severities.ts";

type Db = Platform["db"];
const DAY_MS = 86_400_000;
/** Suppressions that end within so many days are told beforehand. */
export const EXPIRING_DAYS = 14;

/**
 * What a gate decides by: open findings by severity, those that the last scans brought, those overdue, and how old all this
 * is; of one scan target, or of the project. Throws NOT_FOUND for a target or origin that is not scanned.
 */
export async function summariseFindings(
  db: Db,
  projectId: string,
  input: FindingsSummaryInput,
  now: Date = new Date(),
): Promise<FindingsSummary> {
  const targets = await findTargets(db, projectId, input, now);
  const ids = targets.map(({ id }) => id);
  const settings = await getSecuritySettings(db, projectId);
  const last = await lastEnded(db, ids);
  const scanIds = [...last.values()].map(({ id }) => id);
  const where = { projectId, scanTargetId: { in: ids } };
  const isNew = { some: { scanId: { in: scanIds }, change: { in: ["new", "reopened"] } } };
  const [open, overdue, fresh, suppressed, expiring, notAssessed] = await Promise.all([
    bySeverity(db, { ...where, state: "open" }),
    bySeverity(db, { AND: [where, whereOverdue(settings, now)] }),
    bySeverity(db, { ...where, state: "open", scans: isNew }),
    db.finding.count({ where: { ...where, state: { in: ["accepted", "false-positive"] } } }),
    db.finding.count({ where: { ...where, ...whereExpiring(now) } }),
    db.scanCheck.groupBy({ by: ["scanId"], where: { scanId: { in: scanIds }, outcome: "not-assessed" }, _count: true }),
  ]);
  return {
    open,
    overdue,
    new: fresh,
    suppressed,
    expiring,
    targets: targets.map(({ id, name, origin, grade, score, open: openOfTarget }) => {
      const scan = last.get(id);
      return {
        id,
        name,
        origin,
        grade,
        score,
        lastScanId: scan?.id ?? null,
        lastScanAt: scan?.finishedAt?.toISOString() ?? null,
        build: scan?.build ?? null,
        notAssessed: notAssessed.find(({ scanId }) => scanId === scan?.id)?._count ?? 0,
        open: openOfTarget,
      };
    }),
  };
}

/** Suppressed findings that are soon open again. */
export function whereExpiring(now: Date): Prisma.FindingWhereInput {
  const suppressedUntil = { lt: new Date(now.getTime() + EXPIRING_DAYS * DAY_MS) };
  return { state: { in: ["accepted", "false-positive"] }, suppressedUntil };
}

async function findTargets(db: Db, projectId: string, { targetId, origin }: FindingsSummaryInput, now: Date) {
  const { items } = await listScanTargets({ db }, projectId, now);
  if (targetId === undefined && origin === undefined) return items;
  const normal = origin === undefined ? undefined : targetOrigin(origin);
  const found = items.filter(
    (item) => (targetId === undefined || item.id === targetId) && (normal === undefined || item.origin === normal),
  );
  if (found.length > 0) return found;
  throw new AppError("NOT_FOUND", `${targetId ?? normal} is no scan target of this project.`);
}

/** The last scan of each target that ended with something assessed. */
async function lastEnded(db: Db, targetIds: readonly string[]) {
  const rows = await db.$queryRaw<
    { id: string; scanTargetId: string; finishedAt: Date | null; build: string | null }[]
  >`
    SELECT found.* FROM unnest(${targetIds}::text[]) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT id, "scanTargetId", "finishedAt", build FROM scans
      WHERE "scanTargetId" = wanted.id AND state IN ('done', 'cancelled') AND score IS NOT NULL
      ORDER BY "createdAt" DESC LIMIT 1
    ) AS found`;
  return new Map(rows.map((row) => [row.scanTargetId, row]));
}

async function bySeverity(db: Db, where: Prisma.FindingWhereInput) {
  const rows = await db.finding.groupBy({ by: ["severity"], where, _count: true });
  return countBySeverity(rows.map(({ severity, _count }) => ({ severity, count: _count })));
}
