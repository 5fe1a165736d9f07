import {
  type ExportedFinding,
  type ExportInput,
  findCheck,
  fingerprintOf,
  type ScanReport,
} from "@plimsoll/security-checks";

/** A report as the writers of exports take it. All findings are open: without an instance nothing was decided about them. */
export function toExport(target: string, version: string, report: ScanReport): ExportInput {
  const known = report.records.flatMap((record) => {
    const info = findCheck(record.checkId);
    return info ? [{ ...record, info }] : [];
  });
  return {
    version,
    target,
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    checks: known.map(({ info, result, durationMs }) => {
      const reason = "reason" in result ? { reason: result.reason } : {};
      return { info, outcome: result.outcome, durationMs, ...reason };
    }),
    findings: known.flatMap(({ info, result }) =>
      ("faults" in result ? (result.faults ?? []) : []).map(
        (fault): ExportedFinding => ({
          ...fault,
          fingerprint: fingerprintOf(target, info.id, fault.place),
          checkId: info.id,
          severity: fault.severity ?? info.severity,
          state: "open",
        }),
      ),
    ),
  };
}
