import type { CheckInfo, Severity } from "@plimsoll/core";
import type { Log, ReportingDescriptor, Result, Suppression, ToolComponent } from "sarif";
import { placeText } from "../fingerprint.ts";
import type { ExportedCheck, ExportedFinding, ExportInput } from "./export-input.ts";
import { infosById } from "./rules.ts";

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};
/** What GitHub's code scanning sorts by: a score as CVSS has it, in the middle of each severity's range. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  info: "0.0",
};

/**
 * Findings as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): one run, a rule a check, a result a
 * finding. Fixed findings are left out; accepted and false ones are suppressed results. Checks that were not assessed are
 * notifications of the run.
 */
export function toSarif(input: ExportInput): Log {
  const used = new Set(input.findings.map(({ checkId }) => checkId));
  const rules = [...infosById(input).values()].filter(({ id }) => used.has(id));
  const driver: ToolComponent = {
    name: "Plimsoll",
    semanticVersion: input.version,
    version: input.version,
    rules: rules.map(toRule),
  };
  const isOrigin = /^https?:\/\//.test(input.target);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver },
        automationDetails: { id: `plimsoll/${input.target}/` },
        ...(isOrigin ? { originalUriBaseIds: { TARGET: { uri: withSlash(input.target) } } } : {}),
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: input.startedAt,
            endTimeUtc: input.finishedAt,
            toolExecutionNotifications: input.checks
              .filter(({ outcome }) => outcome === "not-assessed")
              .map(toNotification),
          },
        ],
        results: input.findings
          .filter(({ state }) => state !== "fixed")
          .map((finding) =>
            toResult(
              finding,
              rules.findIndex(({ id }) => id === finding.checkId),
              input.target,
            ),
          ),
      },
    ],
  };
}

function toRule({ id, title, why, fix, severity, cwe, asvs }: CheckInfo): ReportingDescriptor {
  const snippets = fix.snippets.map(
    ({ server, language, code }) => `**${server}**\n\n\`\`\`${language}\n${code}\n\`\`\``,
  );
  const tags = ["security", ...cwe.map((number) => `external/cwe/cwe-${String(number).padStart(3, "0")}`)];
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix.text, markdown: [fix.text, ...snippets].join("\n\n") },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [...tags, ...asvs.map((section) => `asvs/${section}`)], "security-severity": SCORES[severity] },
  };
}

function toResult(finding: ExportedFinding, ruleIndex: number, target: string): Result {
  const { checkId, fingerprint, severity, title, detail, state } = finding;
  return {
    ruleId: checkId,
    ...(ruleIndex >= 0 ? { ruleIndex } : {}),
    level: LEVELS[severity],
    message: { text: [title, detail, ...finding.evidence.map(({ label, text }) => `${label}:\n${text}`)].join("\n\n") },
    locations: [toLocation(finding, target)],
    partialFingerprints: { "plimsoll/v1": fingerprint },
    ...(state === "accepted" || state === "false-positive" ? { suppressions: [toSuppression(finding)] } : {}),
    properties: { severity, "security-severity": SCORES[severity] },
  };
}

function toLocation({ place, evidence }: ExportedFinding, target: string): NonNullable<Result["locations"]>[number] {
  const logical = { fullyQualifiedName: placeText(place), kind: place.kind === "package" ? "package" : "resource" };
  const artifact =
    place.kind === "request"
      ? { uri: relativeUri(place.path), uriBaseId: "TARGET" }
      : { uri: encodeURI(place.kind === "file" ? place.path : (fileOf(evidence) ?? target)) };
  return { physicalLocation: { artifactLocation: artifact }, logicalLocations: [logical] };
}

/** The lock file that the evidence of a package begins with: code hosts show findings beside a file. */
function fileOf(evidence: ExportedFinding["evidence"]): string | null {
  return /^([^\s:]+): /.exec(evidence[0]?.text ?? "")?.[1] ?? null;
}

function toSuppression({ state, reason }: ExportedFinding): Suppression {
  const said = reason === undefined ? state : `${state}: ${reason}`;
  return { kind: "external", status: "accepted", justification: said };
}

function toNotification({ info, reason = "" }: ExportedCheck) {
  return {
    level: "warning" as const,
    message: { text: `${info.title} was not assessed: ${reason}` },
    descriptor: { id: info.id },
  };
}

function withSlash(uri: string): string {
  return uri.endsWith("/") ? uri : `${uri}/`;
}

/** A path of the target as a URI reference, whatever it holds. */
function relativeUri(path: string): string {
  const wellFormed = path.replaceAll(/[\ud800-\udfff]/gu, "\ufffd").replace(/^\/+/, "");
  return wellFormed.replaceAll(/[^\w./~?&=-]/gu, (character) => encodeURIComponent(character)) || ".";
}
