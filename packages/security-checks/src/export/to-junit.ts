import { escapeXml, SEVERITIES } from "@plimsoll/core";
import type { ExportedCheck, ExportedFinding, ExportInput } from "./export-input.ts";
import { openOf, placeLine } from "./rules.ts";

/**
 * A scan as JUnit's XML for CI: a suite a group, a test case a check. A check with open findings is a failure that lists
 * them; one that was not assessed or not applicable is skipped, with the reason.
 */
export function toJunit(input: ExportInput): string {
  const open = openOf(input.findings);
  const groups = [...new Set(input.checks.map(({ info }) => info.group))];
  const suites = groups.map((group) => {
    const checks = input.checks.filter(({ info }) => info.group === group);
    const cases = checks.map((check) =>
      toCase(
        check,
        open.filter(({ checkId }) => checkId === check.info.id),
      ),
    );
    const counts = `${countsOf(cases)} time="${seconds(checks.reduce((sum, { durationMs }) => sum + durationMs, 0))}"`;
    const begin = `  <testsuite name="${escapeXml(group)}" ${counts} timestamp="${escapeXml(input.startedAt)}">`;
    return { cases, text: [begin, ...cases.map((text) => `    ${text}`), "  </testsuite>"].join("\n") };
  });
  const all = suites.flatMap(({ cases }) => cases);
  const time = seconds(Date.parse(input.finishedAt) - Date.parse(input.startedAt));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`Plimsoll: ${input.target}`)}" ${countsOf(all)} time="${time}">`,
    ...suites.map(({ text }) => text),
    "</testsuites>",
    "",
  ].join("\n");
}

function toCase({ info, outcome, reason = "", durationMs }: ExportedCheck, open: readonly ExportedFinding[]): string {
  const begin = `<testcase classname="${escapeXml(info.id)}" name="${escapeXml(info.title)}" time="${seconds(durationMs)}"`;
  if (open.length > 0) {
    const worst = SEVERITIES.find((severity) => open.some((finding) => finding.severity === severity)) ?? info.severity;
    const message = `${open.length} ${open.length === 1 ? "finding" : "findings"}, the worst is ${worst}`;
    const lines = open.map((finding) => `${finding.severity}: ${finding.title}\n  ${placeLine(finding.place)}`);
    return `${begin}><failure type="${worst}" message="${escapeXml(message)}">${escapeXml(lines.join("\n"))}</failure></testcase>`;
  }
  if (outcome === "not-assessed" || outcome === "not-applicable") {
    const message = `${outcome === "not-assessed" ? "not assessed" : "not applicable"}: ${reason}`;
    return `${begin}><skipped message="${escapeXml(message)}"/></testcase>`;
  }
  return `${begin}/>`;
}

function countsOf(cases: readonly string[]): string {
  const countOf = (tag: string) => cases.filter((text) => text.includes(`<${tag} `)).length;
  return `tests="${cases.length}" failures="${countOf("failure")}" errors="0" skipped="${countOf("skipped")}"`;
}

function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3);
}
