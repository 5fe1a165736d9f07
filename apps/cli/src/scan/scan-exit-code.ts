import { SEVERITIES, type Severity } from "@plimsoll/core";
import { findCheck, type ScanReport } from "@plimsoll/security-checks";

/** What the command ends with: 0, 99 for findings, 98 for what was not assessed where that counts, 130 when stopped. */
export function scanExitCode(
  report: ScanReport,
  { failOn, isStrict }: { failOn: Severity | null; isStrict: boolean },
): number {
  if (report.stopped === "cancelled") return 130;
  if (failOn !== null && severitiesOf(report).some((severity) => isAsBadAs(severity, failOn))) return 99;
  const isComplete = report.stopped === null && report.records.every(({ result }) => result.outcome !== "not-assessed");
  return isStrict && !isComplete ? 98 : 0;
}

function severitiesOf(report: ScanReport): Severity[] {
  return report.records.flatMap(({ checkId, result }) =>
    ("faults" in result ? (result.faults ?? []) : []).flatMap(
      (fault) => fault.severity ?? findCheck(checkId)?.severity ?? [],
    ),
  );
}

function isAsBadAs(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}
