import { SEVERITIES } from "@plimsoll/core";
import { type ExportInput, type ScanReport, toJunit, toSarif, toVex } from "@plimsoll/security-checks";
import { formatText } from "./format-text.ts";
import type { ScanFormat } from "./read-scan-options.ts";

/** The report in the form that was asked for, with a line break at its end. */
export function formatScan(input: ExportInput, report: ScanReport, format: ScanFormat): string {
  switch (format) {
    case "text":
      return formatText(input, report);
    case "json":
      return toJsonText(toPlainReport(input, report));
    case "sarif":
      return toJsonText(toSarif(input));
    case "vex":
      return toJsonText(toVex(input));
    case "junit":
      return toJunit(input);
  }
}

function toJsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Plimsoll's own form: what was found, and how each check ended. The worst comes first. */
function toPlainReport(
  { version, target, startedAt, finishedAt, checks, findings }: ExportInput,
  report: ScanReport,
): object {
  return {
    version,
    target,
    startedAt,
    finishedAt,
    requests: report.requests,
    stopped: report.stopped,
    checks: checks.map(({ info, outcome, reason, durationMs }) => ({
      id: info.id,
      title: info.title,
      outcome,
      reason,
      durationMs,
    })),
    findings: worstFirst(findings).map(({ state: _, ...finding }) => finding),
  };
}

function worstFirst<T extends { severity: (typeof SEVERITIES)[number] }>(findings: readonly T[]): T[] {
  return findings.toSorted((left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity));
}
