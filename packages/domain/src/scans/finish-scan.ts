import { type ScanChanges, type ScanState } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import type { CheckRecord, ScanReport } from "@plimsoll/security-checks";
import { storableText } from "../delivery/storable-text.ts";
import { applyChanges, KNOWN_SELECT } from "../findings/apply-changes.ts";
import { endSuppressions } from "../findings/end-suppressions.ts";
import { readPlace } from "../findings/finding-item.ts";
import { type ChangePlan, planChanges } from "../findings/plan-changes.ts";
import { openGroups, scoreOf } from "../findings/score.ts";
import { countBySeverity } from "../findings/severities.ts";
import type { Platform } from "../platform.ts";
import type { ClaimedScan } from "./claim-scan.ts";
import { fingerprintTarget } from "./find-scan-target.ts";
import { UNFINISHED_SCANS } from "./scan-item.ts";

/** Thousands of findings are written one by one. */
const TRANSACTION_TIMEOUT_MS = 120_000;

/**
 * Takes in what a scan found: findings are created, seen again, fixed or reopened, and the scan ends with what it changed, the
 * score and the grade; all of it or nothing. One that ended meanwhile stays as it is.
 */
export async function finishScan(
  { db }: Pick<Platform, "db">,
  { scan, target }: ClaimedScan,
  report: ScanReport,
  now: Date = new Date(),
): Promise<string> {
  return db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM scan_targets WHERE id = ${target.id} FOR UPDATE`;
      const current = await tx.scan.findUnique({ where: { id: scan.id }, select: { state: true } });
      if (!current || !UNFINISHED_SCANS.includes(current.state)) return "over";
      await endSuppressions(tx, now, scan.projectId);
      const plan = await plannedChanges(tx, { scan, target }, report, now);
      await applyChanges(tx, scan, plan, now);
      await writeChecks(tx, scan.id, report.records);
      const changes = countChanges(plan);
      const isAssessed = report.records.some(({ result }) => result.outcome === "pass" || result.outcome === "fail");
      const groups = (await openGroups(tx, scan.projectId, [target.id])).get(target.id) ?? [];
      const { score, grade } = scoreOf(groups, isAssessed);
      const message = storableText(describe(report, changes, isAssessed));
      await tx.scan.update({
        where: { id: scan.id },
        data: {
          state: stateOf(report, isAssessed),
          stopped: report.stopped,
          message,
          finishedAt: now,
          progress: 1,
          requests: report.requests,
          changes: { ...changes },
          open: countBySeverity(groups),
          score,
          grade,
          pages: (report.coverage?.pages ?? []).map(storableText),
        },
      });
      return message;
    },
    { timeout: TRANSACTION_TIMEOUT_MS, maxWait: TRANSACTION_TIMEOUT_MS },
  );
}

async function plannedChanges(
  tx: Prisma.TransactionClient,
  { target }: ClaimedScan,
  report: ScanReport,
  now: Date,
): Promise<ChangePlan> {
  const rows = await tx.finding.findMany({ where: { scanTargetId: target.id }, select: KNOWN_SELECT });
  const known = rows.map((row) => ({ ...row, place: readPlace(row.place) }));
  const { records, coverage } = report;
  const evidence = { target: fingerprintTarget(target), records, requested: coverage?.requested ?? null };
  return planChanges(known, evidence, now);
}

async function writeChecks(
  tx: Prisma.TransactionClient,
  scanId: string,
  records: readonly CheckRecord[],
): Promise<void> {
  await tx.scanCheck.deleteMany({ where: { scanId } });
  await tx.scanCheck.createMany({
    data: records.map(({ checkId, result, durationMs, requests }, position) => ({
      scanId,
      checkId,
      position,
      outcome: result.outcome,
      requests,
      durationMs: Math.round(durationMs),
      reason: "reason" in result ? storableText(result.reason) : null,
      faults: "faults" in result ? (result.faults?.length ?? 0) : 0,
    })),
  });
}

function countChanges({ created, seen, fixed, notAssessed }: ChangePlan): ScanChanges {
  const count = (change: string) => seen.filter((one) => one.change === change).length;
  return {
    new: created.length,
    reopened: count("reopened"),
    fixed: fixed.length,
    unchanged: count("unchanged"),
    notAssessed: notAssessed.length,
    suppressed: count("suppressed"),
  };
}

function stateOf({ stopped }: ScanReport, isAssessed: boolean): ScanState {
  if (stopped === "cancelled") return "cancelled";
  return isAssessed ? "done" : "error";
}

const STOPPED = {
  cancelled: "It was cancelled.",
  time: "It ran out of time.",
  requests: "It ran out of requests.",
} as const;

/** What came of it, in a sentence or two. */
function describe({ stopped, records }: ScanReport, changes: ScanChanges, isAssessed: boolean): string {
  const left = records.filter(({ result }) => result.outcome === "not-assessed");
  const why = left[0]?.result;
  if (!isAssessed && stopped === null) {
    return `Nothing could be assessed: ${why && "reason" in why ? why.reason : "there was nothing to check"}`;
  }
  const parts = [
    `${changes.new} new`,
    ...(changes.reopened > 0 ? [`${changes.reopened} reopened`] : []),
    `${changes.fixed} fixed`,
    `${changes.unchanged} unchanged`,
    ...(changes.suppressed > 0 ? [`${changes.suppressed} suppressed`] : []),
  ];
  const unchecked = left.length === 0 ? "" : `; ${left.length} of ${records.length} checks were not assessed`;
  return `${stopped === null ? "" : `${STOPPED[stopped]} `}${parts.join(", ")}${unchecked}.`;
}
