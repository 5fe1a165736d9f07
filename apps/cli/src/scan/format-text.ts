import { SEVERITIES } from "@plimsoll/core";
import {
  type ExportedCheck,
  type ExportedFinding,
  type ExportInput,
  placeText,
  type ScanReport,
} from "@plimsoll/security-checks";

const STOPPED = { cancelled: "it was stopped", time: "its time was over", requests: "its requests were spent" };
/** Lines of evidence that are shown of one finding. */
const MAX_EVIDENCE_LINES = 6;

/** The report for people: checks that found something with their findings, what was not assessed, and a line of sums. */
export function formatText(input: ExportInput, report: ScanReport): string {
  const failed = input.checks
    .map((check) => ({ check, findings: input.findings.filter(({ checkId }) => checkId === check.info.id) }))
    .filter(({ findings }) => findings.length > 0)
    .sort((left, right) => worstOf(left.findings) - worstOf(right.findings));
  const open = input.checks.filter(({ outcome }) => outcome === "not-assessed");
  return [
    ...failed.flatMap(({ check, findings }) => [...formatCheck(check, findings), ""]),
    ...(open.length > 0 ? ["Not assessed", ...open.map(({ info, reason }) => `  ${info.id}: ${reason}`), ""] : []),
    ...(report.stopped === null ? [] : [`The scan ended early: ${STOPPED[report.stopped]}.`]),
    sums(input, report),
    "",
  ].join("\n");
}

function formatCheck({ info }: ExportedCheck, findings: readonly ExportedFinding[]): string[] {
  return [`${info.title} (${info.id})`, ...findings.flatMap(formatFinding), `  Fix: ${info.fix.text}`];
}

function formatFinding({ severity, title, place, evidence }: ExportedFinding): string[] {
  const lines = evidence.flatMap(({ text }) => text.split("\n")).filter((line) => line.trim() !== "");
  const more = lines.length > MAX_EVIDENCE_LINES ? ["      …"] : [];
  return [
    `  ${severity.toUpperCase().padEnd(8)} ${title}`,
    `    ${placeText(place)}`,
    ...lines.slice(0, MAX_EVIDENCE_LINES).map((line) => `      ${line.slice(0, 200)}`),
    ...more,
  ];
}

function worstOf(findings: readonly ExportedFinding[]): number {
  return Math.min(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
}

function sums({ target, startedAt, finishedAt, checks, findings }: ExportInput, { requests }: ScanReport): string {
  const bySeverity = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const said = bySeverity.map(({ severity, count }) => `${count} ${severity}`).join(", ");
  const countOf = (outcome: ExportedCheck["outcome"]) => checks.filter((check) => check.outcome === outcome).length;
  const seconds = ((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1);
  const sent = requests > 0 ? `, ${requests} requests` : "";
  const found =
    findings.length === 0
      ? "no findings"
      : `${findings.length} ${findings.length === 1 ? "finding" : "findings"} (${said})`;
  return `${target}: ${found}; checks: ${countOf("pass")} passed, ${countOf("fail")} failed, ${countOf("not-applicable")} not applicable, ${countOf("not-assessed")} not assessed; ${seconds} s${sent}`;
}
