import { escapeXml, type LoadRunView, type LoadThresholdState } from "@plimsoll/core";
import { formatThresholdValue } from "@plimsoll/domain";

/** The run as JUnit's XML: a test case a threshold, and one for the run itself where it did not come to be judged. */
export function toJunit(view: LoadRunView): string {
  const { run } = view;
  const seconds = (view.elapsedMs / 1000).toFixed(3);
  const cases = [...view.thresholds.map((threshold) => thresholdCase(threshold, seconds)), ...runCases(view, seconds)];
  const countOf = (tag: string) => cases.filter((text) => text.includes(`<${tag}`)).length;
  const counts = `tests="${cases.length}" failures="${countOf("failure")}" errors="${countOf("error ")}" skipped="${countOf("skipped")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${seconds}">`,
    `  <testsuite name="${escapeXml(run.name)}" ${counts} time="${seconds}" timestamp="${run.createdAt}">`,
    ...cases.map((text) => `    ${text}`),
    `    <system-out>${escapeXml([run.verdict ?? "", ...view.notes].join("\n"))}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function thresholdCase(threshold: LoadThresholdState, seconds: string): string {
  const { text, ok, value, brokenAtSecond } = threshold;
  const open = `<testcase classname="load-test.thresholds" name="${escapeXml(text)}" time="${seconds}"`;
  if (ok === true) return `${open}/>`;
  if (ok === null) return `${open}><skipped message="There was too little to judge it by."/></testcase>`;
  const at = brokenAtSecond === null ? "" : ` at second ${brokenAtSecond}`;
  const measured = value === null ? "broken" : `measured ${formatThresholdValue(text, value)}`;
  return `${open}><failure message="${escapeXml(`${measured}${at}`)}"/></testcase>`;
}

function runCases({ run, thresholds }: LoadRunView, seconds: string): string[] {
  const open = `<testcase classname="load-test" name="run" time="${seconds}"`;
  if (run.state === "error" || run.state === "cancelled") {
    return [`${open}><error message="${escapeXml(`${run.state}: ${run.verdict ?? ""}`)}"/></testcase>`];
  }
  const isToldByThresholds = run.mode !== "capacity" && thresholds.some((threshold) => threshold.ok !== null);
  if (isToldByThresholds) return [];
  if (run.state === "passed") return [`${open}/>`];
  return [`${open}><failure message="${escapeXml(run.verdict ?? run.state)}"/></testcase>`];
}
