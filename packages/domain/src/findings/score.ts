import type { Grade, ScoreSheet, Severity } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { aboutCheck } from "./finding-item.ts";
import { severityOf } from "./severities.ts";

/** What the first open finding of a check takes off. */
const POINTS: Record<Severity, number> = { critical: 40, high: 20, medium: 8, low: 2, info: 0 };
/** Each further one of the same check, as a share of that; together as much again at most. */
const FURTHER = 0.1;
const GRADES: readonly [Grade, number][] = [
  ["A", 90],
  ["B", 80],
  ["C", 65],
  ["D", 50],
  ["F", 0],
];

const RULES = [
  "A target begins with 100 points. Open findings take points off; accepted, false and fixed ones do not.",
  `The first finding of a check takes off ${POINTS.critical} points when it is critical, ${POINTS.high} when high, ${POINTS.medium} when medium, ${POINTS.low} when low, none when info; the worst of the check counts.`,
  "Each further finding of the same check takes off a tenth of that, together as much again at most: one fault on many pages is one fault.",
  `${GRADES.map(([grade, from]) => `${grade} from ${from}`).join(", ")} points.`,
  "With an open critical finding the grade is F, with an open high one C at best, whatever the points.",
  "Checks that were not assessed take nothing off: a target nobody could look at is not graded at all.",
];

/** Open findings of one check. */
export interface ScoredGroup {
  checkId: string;
  /** Place in the list of severities. */
  severity: number;
  count: number;
}

/** Points and grade of a target by its open findings; none before anything of it was assessed. */
export function scoreOf(groups: readonly ScoredGroup[], isAssessed: boolean): ScoreSheet {
  const deductions = deductionsOf(groups);
  if (!isAssessed) return { score: null, grade: null, deductions, cap: null, rules: RULES };
  const taken = deductions.reduce((sum, { points }) => sum + points, 0);
  const score = Math.max(0, Math.round(100 - taken));
  const worst = Math.min(...groups.map(({ severity }) => severity));
  const byPoints = GRADES.find(([, from]) => score >= from)?.[0] ?? "F";
  const cap = capOf(severityOf(worst), byPoints);
  return { score, grade: cap?.grade ?? byPoints, deductions, cap: cap?.why ?? null, rules: RULES };
}

function capOf(worst: Severity, grade: Grade): { grade: Grade; why: string } | null {
  if (worst === "critical" && grade !== "F") return { grade: "F", why: "An open critical finding: F" };
  if (worst === "high" && grade < "C") return { grade: "C", why: "An open high finding: C at best" };
  return null;
}

/** Worst first. */
function deductionsOf(groups: readonly ScoredGroup[]): ScoreSheet["deductions"] {
  const all = [...groupBy(groups, ({ checkId }) => checkId)].map(([checkId, of]) => {
    const severity = severityOf(Math.min(...of.map((group) => group.severity)));
    const findings = of.reduce((sum, { count }) => sum + count, 0);
    const points = Math.round(POINTS[severity] * (1 + Math.min(1, (findings - 1) * FURTHER)) * 10) / 10;
    return { checkId, title: aboutCheck(checkId).title, severity, findings, points };
  });
  return all.sort((a, b) => b.points - a.points || a.checkId.localeCompare(b.checkId));
}

/** Open findings by target, check and severity, of the project or of some of its targets. */
export async function openGroups(
  db: Pick<Database, "finding">,
  projectId: string,
  targetIds?: readonly string[],
): Promise<Map<string, ScoredGroup[]>> {
  const rows = await db.finding.groupBy({
    by: ["scanTargetId", "checkId", "severity"],
    where: { projectId, state: "open", ...(targetIds ? { scanTargetId: { in: [...targetIds] } } : {}) },
    _count: true,
  });
  const groups = rows.map(({ _count, ...row }) => ({ ...row, count: _count }));
  return groupBy(groups, ({ scanTargetId }) => scanTargetId);
}

function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
