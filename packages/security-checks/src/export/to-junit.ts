import { escapeXml, SEVERITIES } from "@plimsoll/core";
import { placeText } from "../fingerprint.ts";
import type { ExportedCheck, ExportedFinding, ExportInput } from "./export-input.ts";
import { openOf } from "./rules.ts";

/**
 * A scan as JUnit's XML for CI: a suite a group, a test case a check. A check with open findings is a failure that lists
 * them; one that was not assessed or not applicable is skipped, with the reason.
 */
export function toJunit(input: ExportInput): string {
  const checks = checksOf(input);
  const groups = [...new Set(checks.map(({ group }) => group))];
  const suites = groups.map((group) =>
    toSuite(
      group,
      checks.filter((check) => check.group === group),
      input.startedAt,
    ),
  );
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

interface Case extends Pick<ExportedCheck, "outcome" | "reason" | "durationMs"> {
  id: string;
  group: string;
  title: string;
  open: ExportedFinding[];
}

/** The checks that were made, and those of open findings that were not made now. */
function checksOf({ checks, findings }: ExportInput): Case[] {
  const open = openOf(findings);
  const of = (id: string) => open.filter(({ checkId }) => checkId === id);
  const made = checks.map(({ info, outcome, reason, durationMs }): Case => {
    const { id, group, title } = info;
    return { id, group, title, outcome, reason, durationMs, open: of(id) };
  });
  const known = new Set(made.map(({ id }) => id));
  const others = [...new Set(open.map(({ checkId }) => checkId))].filter((id) => !known.has(id));
  return [
    ...made,
    ...others.map((id): Case => {
      const group = id.split(".")[0] ?? id;
      return { id, group, title: id, outcome: "fail", durationMs: 0, open: of(id) };
    }),
  ];
}

function toSuite(group: string, checks: readonly Case[], startedAt: string): { cases: string[]; text: string } {
  const cases = checks.map(toCase);
  const time = seconds(checks.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const begin = `  <testsuite name="${escapeXml(group)}" ${countsOf(cases)} time="${time}" timestamp="${escapeXml(startedAt)}">`;
  return { cases, text: [begin, ...cases.map((text) => `    ${text}`), "  </testsuite>"].join("\n") };
}

function toCase({ id, title, outcome, reason = "", durationMs, open }: Case): string {
  const begin = `<testcase classname="${escapeXml(id)}" name="${escapeXml(title)}" time="${seconds(durationMs)}"`;
  if (open.length > 0) {
    const worst = SEVERITIES.find((severity) => open.some((finding) => finding.severity === severity)) ?? "info";
    const message = `${open.length} ${open.length === 1 ? "finding" : "findings"}, the worst is ${worst}`;
    const lines = open.map((finding) => `${finding.severity}: ${finding.title}\n  ${placeText(finding.place)}`);
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
