import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import type { CheckInfo } from "@plimsoll/core";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import sarifSchema from "../testing/schemas/sarif-2.1.0.json" with { type: "json" };
import { FILES_CHECKS } from "../supply-chain/files-checks.ts";
import type { ExportedFinding, ExportInput } from "./export-input.ts";
import { toJunit } from "./to-junit.ts";
import { toSarif } from "./to-sarif.ts";
import { toVex } from "./to-vex.ts";

const NASTY = 'a "b" <script>alert(1)</script> & ]]> \u0000\u001b[31m \ud800 ü 日本';
const info: CheckInfo = {
  id: "headers.nosniff",
  group: "headers",
  title: `No nosniff: ${NASTY}`,
  why: "Why.",
  fix: { text: "Fix.", snippets: [{ server: "nginx", language: "nginx", code: "add_header …;" }] },
  severity: "low",
  profile: "passive",
  cwe: [79, 1021],
  asvs: ["3.4.4"],
  answersTo: {},
};
const [malicious, vulnerable, secret] = FILES_CHECKS;

function finding(more: Partial<ExportedFinding>): ExportedFinding {
  return {
    fingerprint: "ab".repeat(32),
    checkId: info.id,
    place: { kind: "request", method: "GET", path: "/a b/?q=ü&x=%zz:<>", parameter: "x-content-type-options" },
    title: NASTY,
    detail: NASTY,
    severity: "low",
    evidence: [{ label: "Response", text: NASTY, language: "http" }],
    state: "open",
    firstSeenAt: "2026-11-01T00:00:00.000Z",
    ...more,
  };
}

const lodash = finding({
  checkId: vulnerable!.id,
  fingerprint: "cd".repeat(32),
  place: {
    kind: "package",
    purl: "pkg:npm/%40scope/lodash",
    advisory: "GHSA-35jh-r3h4-6jhm",
    versions: ["4.17.20", "1.0.0+x"],
  },
  severity: "critical",
  evidence: [{ label: "Found in", text: "app/package-lock.json: lodash 4.17.20", language: "text" }],
});
const input: ExportInput = {
  version: "0.1.0",
  target: "https://shop.example.com",
  startedAt: "2026-11-20T10:00:00.000Z",
  finishedAt: "2026-11-20T10:00:12.500Z",
  checks: [
    { info, outcome: "fail", durationMs: 120 },
    { info: vulnerable!, outcome: "fail", durationMs: 3000 },
    { info: secret!, outcome: "not-assessed", reason: NASTY, durationMs: 1 },
    { info: malicious!, outcome: "pass", durationMs: 10 },
  ],
  findings: [
    finding({}),
    lodash,
    { ...lodash, fingerprint: "ef".repeat(32), state: "accepted", reason: "Not reachable." },
    { ...lodash, fingerprint: "12".repeat(32), state: "false-positive", reason: NASTY },
    { ...lodash, fingerprint: "34".repeat(32), state: "fixed" },
    finding({
      checkId: secret!.id,
      place: { kind: "file", path: "src/ä b.ts", rule: "github/GITHUB_TOKEN" },
      severity: "high",
    }),
    finding({
      checkId: "gone.check",
      place: { kind: "package", purl: "pkg:npm/a", advisory: "licence:SSPL-1.0", versions: ["1.0.0"] },
    }),
    finding({ place: { kind: "request", method: "TLS", path: "/" } }),
  ],
};
const nothing: ExportInput = { ...input, target: "shop (code)", checks: [], findings: [] };

describe("SARIF", () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  // Written for draft 4, of which it uses nothing that later ones read differently.
  const { $schema: _, id: __, ...schema } = sarifSchema;
  const validate = ajv.compile(schema);
  const errorsOf = (log: object) => {
    validate(JSON.parse(JSON.stringify(log)));
    return validate.errors ?? [];
  };

  it("is valid by the schema, with findings and without", () => {
    expect(errorsOf(toSarif(input))).toEqual([]);
    expect(errorsOf(toSarif(nothing))).toEqual([]);
  });

  it("is held to the schema by this test", () => {
    expect(errorsOf({ ...toSarif(input), version: "2.0.0" })).not.toEqual([]);
  });

  it("has a result for each finding that is not fixed, with what was decided as a suppression", () => {
    const [run] = toSarif(input).runs;
    expect(
      run?.results?.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions?.[0]?.justification]),
    ).toEqual([
      [info.id, "note", undefined],
      [vulnerable!.id, "error", undefined],
      [vulnerable!.id, "error", "accepted: Not reachable."],
      [vulnerable!.id, "error", `false-positive: ${NASTY}`],
      [secret!.id, "error", undefined],
      ["gone.check", "note", undefined],
      [info.id, "note", undefined],
    ]);
    for (const result of run?.results ?? []) {
      if (result.ruleIndex !== undefined) expect(run?.tool.driver.rules?.[result.ruleIndex]?.id).toBe(result.ruleId);
    }
  });

  it("says where: a path of the target, a lock file, a file", () => {
    const uris = toSarif(input).runs[0]?.results?.map(
      (result) => result.locations?.[0]?.physicalLocation?.artifactLocation?.uri,
    );
    expect(uris).toEqual([
      "a%20b/?q=%C3%BC&x=%25zz%3A%3C%3E",
      "app/package-lock.json",
      "app/package-lock.json",
      "app/package-lock.json",
      "src/%C3%A4%20b.ts",
      "https://shop.example.com",
      ".",
    ]);
  });

  it("names checks that were not assessed", () => {
    const notifications = toSarif(input).runs[0]?.invocations?.[0]?.toolExecutionNotifications;
    expect(notifications?.map(({ descriptor }) => descriptor?.id)).toEqual([secret!.id]);
  });
});

describe("CycloneDX VEX", () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

  it("is valid by the schema, with findings and without", async () => {
    expect(await validator.validate(JSON.stringify(toVex(input)))).toBeNull();
    expect(await validator.validate(JSON.stringify(toVex(nothing)))).toBeNull();
  });

  it("is held to the schema by this test", async () => {
    expect(await validator.validate(JSON.stringify({ ...toVex(input), serialNumber: "1" }))).not.toBeNull();
  });

  it("has each finding about a package with what was decided, and each version once", () => {
    const vex = toVex(input);
    expect(vex.components.map(({ purl }) => purl)).toEqual([
      "pkg:npm/%40scope/lodash@4.17.20",
      "pkg:npm/%40scope/lodash@1.0.0%2Bx",
    ]);
    expect(vex.vulnerabilities).toMatchObject([
      { id: "GHSA-35jh-r3h4-6jhm", analysis: { state: "in_triage" } },
      { analysis: { state: "exploitable", response: ["will_not_fix"], detail: "Not reachable." } },
      { analysis: { state: "false_positive" } },
      { analysis: { state: "resolved" } },
    ]);
  });
});

describe("JUnit", () => {
  const parse = (xml: string) =>
    new XMLParser({ ignoreAttributes: false }).parse(xml) as { testsuites: Record<string, unknown> };

  it("is XML whose counts are right, whatever findings hold", () => {
    const { testsuites } = parse(toJunit(input));
    expect(testsuites).toMatchObject({ "@_tests": "5", "@_failures": "4", "@_skipped": "0", "@_time": "12.500" });
    const suites = [testsuites["testsuite"]].flat() as { testcase: object }[];
    const cases = suites.flatMap(({ testcase }) => testcase) as Record<string, unknown>[];
    expect(cases.map((one) => [one["@_classname"], "failure" in one])).toEqual([
      [info.id, true],
      [vulnerable!.id, true],
      [secret!.id, true],
      [malicious!.id, false],
      ["gone.check", true],
    ]);
    for (const dangerous of ["<script", "\u0000", "\u001b"]) expect(toJunit(input)).not.toContain(dangerous);
  });

  it("fails a check only for findings that are open", () => {
    const decided = { ...input, findings: input.findings.filter(({ state }) => state !== "open") };
    expect(parse(toJunit(decided)).testsuites).toMatchObject({ "@_failures": "0", "@_skipped": "1" });
    expect(parse(toJunit(nothing)).testsuites).toMatchObject({ "@_tests": "0" });
  });
});
