import type { ScanTargetDetail, ScanTargetItem } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { endSuppressions } from "../findings/end-suppressions.ts";
import { whereOverdue } from "../findings/due-dates.ts";
import { openGroups, type ScoredGroup, scoreOf } from "../findings/score.ts";
import { getSecuritySettings } from "../findings/security-settings.ts";
import { countBySeverity } from "../findings/severities.ts";
import type { Platform } from "../platform.ts";
import { nextRuns } from "../schedules/rhythm.ts";
import { targetStatus, toTargetItem } from "../targets/target-item.ts";
import { findScanTarget, readSchedule, readSettings, type ScanTargetRow, TARGET_INCLUDE } from "./find-scan-target.ts";
import { toCredentialItem } from "./scan-credentials.ts";
import { SCAN_INCLUDE, type ScanRow, toScanItem } from "./scan-item.ts";

const MAX_TARGETS = 500;
const TREND_SCANS = 60;
const NEXT_SCANS = 5;

type Db = Pick<Platform, "db">;

/** The project's scan targets by name, at most 500, with their grades. */
export async function listScanTargets(
  { db }: Db,
  projectId: string,
  now: Date = new Date(),
): Promise<{ items: ScanTargetItem[] }> {
  await endSuppressions(db, now, projectId);
  const rows = await db.scanTarget.findMany({
    where: { projectId },
    include: TARGET_INCLUDE,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MAX_TARGETS,
  });
  return { items: await describeTargets({ db }, projectId, rows, now) };
}

/** A scan target with all that is set of it, how its score comes about, and its trend. Throws NOT_FOUND. */
export async function getScanTarget(
  { db }: Db,
  projectId: string,
  id: string,
  now: Date = new Date(),
): Promise<ScanTargetDetail> {
  await endSuppressions(db, now, projectId);
  const row = await findScanTarget(db, projectId, id);
  const [[item], groups, credentials, trend, upload] = await Promise.all([
    describeTargets({ db }, projectId, [row], now),
    openGroups(db, projectId, [id]),
    db.scanCredential.findMany({ where: { scanTargetId: id }, orderBy: { name: "asc" } }),
    trendOf({ db }, id),
    db.scanUpload.findFirst({ where: { scanTargetId: id }, omit: { files: true }, orderBy: { createdAt: "desc" } }),
  ]);
  if (!item) throw new Error("a target that was found is described");
  const { kind, ...about } = item;
  return {
    ...about,
    kind,
    target: row.target && toTargetItem(row.target, now),
    settings: readSettings(row),
    schedule: readSchedule(row),
    nextScans: nextScansOf(row, now),
    credentials: credentials.map(toCredentialItem),
    sheet: scoreOf(groups.get(id) ?? [], item.score !== null),
    trend,
    upload: upload && {
      at: upload.createdAt.toISOString(),
      by: upload.createdBy,
      build: upload.build,
      paths: upload.paths,
      bytes: upload.sizeBytes,
    },
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
  };
}

/** Items of stored targets: a few questions, whatever their number. */
async function describeTargets(
  { db }: Db,
  projectId: string,
  rows: readonly ScanTargetRow[],
  now: Date,
): Promise<ScanTargetItem[]> {
  const ids = rows.map(({ id }) => id);
  const settings = await getSecuritySettings(db, projectId);
  const [groups, overdue, scans, graded] = await Promise.all([
    openGroups(db, projectId, ids),
    db.finding.groupBy({
      by: ["scanTargetId"],
      where: { AND: [{ projectId, scanTargetId: { in: ids } }, whereOverdue(settings, now)] },
      _count: true,
    }),
    lastScans({ db }, ids),
    assessedTargets({ db }, ids),
  ]);
  return rows.map((row) => {
    const { id, name, target } = row;
    const of: ScoredGroup[] = groups.get(id) ?? [];
    const { score, grade } = scoreOf(of, graded.has(id));
    const last = scans.get(id);
    return {
      id,
      name,
      kind: row.kind as ScanTargetItem["kind"],
      origin: target?.origin ?? null,
      status: target && targetStatus(target, now),
      isPrivate: target?.isPrivate ?? null,
      grade,
      score,
      open: countBySeverity(of),
      overdue: overdue.find(({ scanTargetId }) => scanTargetId === id)?._count ?? 0,
      lastScan: last ? toScanItem(last) : null,
      nextScanAt: row.nextScanAt?.toISOString() ?? null,
    };
  });
}

/** The scan under way of each target, else the last one; the index over target and time makes it cheap. */
async function lastScans({ db }: Db, targetIds: readonly string[]): Promise<Map<string, ScanRow>> {
  const latest = await db.$queryRaw<{ id: string }[]>`
    SELECT found.id FROM unnest(${targetIds}::text[]) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT scans.id FROM scans WHERE scans."scanTargetId" = wanted.id
      ORDER BY scans.state = 'running' DESC, scans."createdAt" DESC LIMIT 1
    ) AS found`;
  const where = { id: { in: latest.map(({ id }) => id) } };
  const rows = await db.scan.findMany({ where, include: SCAN_INCLUDE });
  return new Map(rows.map((row) => [row.scanTargetId, row]));
}

/** Targets of which a scan made at least one check: `score` of a scan is set then. */
async function assessedTargets({ db }: Db, targetIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.scan.groupBy({
    by: ["scanTargetId"],
    where: { scanTargetId: { in: [...targetIds] }, score: { not: null } },
  });
  return new Set(rows.map(({ scanTargetId }) => scanTargetId));
}

async function trendOf({ db }: Db, scanTargetId: string): Promise<ScanTargetDetail["trend"]> {
  const where: Prisma.ScanWhereInput = { scanTargetId, finishedAt: { not: null }, score: { not: null } };
  const rows = await db.scan.findMany({
    where,
    include: SCAN_INCLUDE,
    orderBy: { finishedAt: "desc" },
    take: TREND_SCANS,
  });
  return rows.reverse().flatMap((row) => {
    const { id: scanId, finishedAt, build, score, open } = toScanItem(row);
    return finishedAt && open ? [{ scanId, at: finishedAt, build, score, open }] : [];
  });
}

function nextScansOf(row: ScanTargetRow, now: Date): string[] {
  if (row.cron === null || row.schedulePaused) return [];
  const rhythm = { cron: row.cron, timezone: row.timezone, anchor: row.createdAt };
  return nextRuns(rhythm, now, NEXT_SCANS).map((run) => run.toISOString());
}
