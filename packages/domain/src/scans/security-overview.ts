import { type ScanItem, type SecurityOverview, SEVERITIES, type SeverityCounts } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { whereOverdue } from "../findings/due-dates.ts";
import { FINDING_SELECT, toFindingItem } from "../findings/finding-item.ts";
import { getSecuritySettings } from "../findings/security-settings.ts";
import { countBySeverity, noCounts } from "../findings/severities.ts";
import { whereExpiring } from "../findings/summarise-findings.ts";
import { listScanTargets } from "./get-scan-target.ts";
import { SCAN_INCLUDE, toScanItem, UNFINISHED_SCANS } from "./scan-item.ts";

type Db = Platform["db"];
const DAY_MS = 86_400_000;
const TREND_DAYS = 90;
const MAX_EXPIRING = 50;
const MAX_ACTIVE = 100;
/** Ages of open findings: up to so many days. */
const AGES = [
  { label: "0–7 days", upTo: 7 },
  { label: "8–30 days", upTo: 30 },
  { label: "31–90 days", upTo: 90 },
  { label: "over 90 days", upTo: Number.POSITIVE_INFINITY },
] as const;

/** The security of a project at a glance. */
export async function getSecurityOverview(
  db: Db,
  projectId: string,
  now: Date = new Date(),
): Promise<SecurityOverview> {
  const { items: targets } = await listScanTargets({ db }, projectId, now);
  const settings = await getSecuritySettings(db, projectId);
  const [ages, overdue, trend, expiring, active] = await Promise.all([
    countAges(db, projectId, now),
    db.finding.groupBy({
      by: ["severity"],
      where: { AND: [{ projectId }, whereOverdue(settings, now)] },
      _count: true,
    }),
    trendOf(db, projectId, now),
    db.finding.findMany({
      where: { projectId, ...whereExpiring(now) },
      select: FINDING_SELECT,
      orderBy: [{ suppressedUntil: "asc" }, { id: "asc" }],
      take: MAX_EXPIRING,
    }),
    activeScans(db, projectId),
  ]);
  return {
    targets,
    open: ages.reduce((sum, { open }) => add(sum, open), noCounts()),
    overdue: countBySeverity(overdue.map(({ severity, _count }) => ({ severity, count: _count }))),
    ages,
    trend,
    expiring: expiring.map((row) => toFindingItem(row, settings, now)),
    active,
  };
}

async function activeScans(db: Db, projectId: string): Promise<ScanItem[]> {
  const rows = await db.scan.findMany({
    where: { projectId, state: { in: UNFINISHED_SCANS } },
    include: SCAN_INCLUDE,
    orderBy: { createdAt: "asc" },
    take: MAX_ACTIVE,
  });
  return rows.map(toScanItem);
}

async function countAges(db: Db, projectId: string, now: Date): Promise<SecurityOverview["ages"]> {
  const rows = await db.$queryRaw<{ severity: number; days: number; count: number }[]>`
    SELECT severity, width_bucket(extract(epoch FROM (${now}::timestamptz - "openedAt")) / 86400.0, ARRAY[7, 30, 90]::numeric[])
      AS days, count(*)::int AS count
    FROM findings WHERE "projectId" = ${projectId} AND state = 'open' GROUP BY 1, 2`;
  return AGES.map(({ label }, bucket) => ({
    label,
    open: countBySeverity(rows.filter((row) => row.days === bucket)),
  }));
}

/** Open findings at the end of each day: of every target what its last scan until then had left open. */
async function trendOf(db: Db, projectId: string, now: Date): Promise<SecurityOverview["trend"]> {
  const first = Math.floor(now.getTime() / DAY_MS) - TREND_DAYS + 1;
  const rows = await db.$queryRaw<{ scanTargetId: string; day: number; open: SeverityCounts }[]>`
    SELECT DISTINCT ON ("scanTargetId", day) "scanTargetId", open,
      greatest(floor(extract(epoch FROM "finishedAt") / 86400), ${first - 1})::int AS day
    FROM scans WHERE "projectId" = ${projectId} AND "finishedAt" IS NOT NULL AND score IS NOT NULL
    ORDER BY "scanTargetId", day, "finishedAt" DESC`;
  const latest = new Map<string, SeverityCounts>();
  for (const { scanTargetId, day, open } of rows) if (day < first) latest.set(scanTargetId, open);
  return Array.from({ length: TREND_DAYS }, (_, index) => first + index).flatMap((day) => {
    for (const row of rows) if (row.day === day) latest.set(row.scanTargetId, row.open);
    // None open is another thing than nobody looking.
    if (latest.size === 0) return [];
    const open = [...latest.values()].reduce(add, noCounts());
    return [{ day: new Date(day * DAY_MS).toISOString().slice(0, 10), open }];
  });
}

function add(a: SeverityCounts, b: SeverityCounts): SeverityCounts {
  const sum = noCounts();
  for (const severity of SEVERITIES) sum[severity] = a[severity] + b[severity];
  return sum;
}
