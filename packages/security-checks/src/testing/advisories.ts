import type { AdvisorySource } from "../supply-chain/advisory.ts";
import { readAdvisory } from "../supply-chain/advisories/read-advisory.ts";

/** Records of OSV, cut down to what is used. */
export const OSV_RECORDS = [
  record("GHSA-35jh-r3h4-6jhm", "npm", "lodash", [{ introduced: "0" }, { fixed: "4.17.21" }], {
    aliases: ["CVE-2021-23337"],
    summary: "Command Injection in lodash",
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H" }],
  }),
  record(
    "GHSA-jfh8-c2jp-5v3q",
    "Maven",
    "org.apache.logging.log4j:log4j-core",
    [{ introduced: "2.13.0" }, { fixed: "2.15.0" }],
    {
      aliases: ["CVE-2021-44228"],
      summary: "Remote code injection in Log4j",
      severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:H" }],
    },
  ),
  record("PYSEC-2023-100", "PyPI", "django", [{ introduced: "4.2" }, { fixed: "4.2.3" }], {
    aliases: ["CVE-2023-36053"],
    details: "EmailValidator and URLValidator are subject to a potential ReDoS attack.",
  }),
  record("GO-2023-1988", "Go", "golang.org/x/net", [{ introduced: "0" }, { fixed: "0.13.0" }], {
    aliases: ["CVE-2023-3978"],
    summary: "Improper rendering of text nodes in golang.org/x/net/html",
  }),
  record("RUSTSEC-2020-0071", "crates.io", "time", [{ introduced: "0.1.0" }, { fixed: "0.2.23" }], {
    aliases: ["CVE-2020-26235"],
    summary: "Potential segfault in the time crate",
    database_specific: { severity: "MODERATE" },
  }),
  record("MAL-2025-46974", "npm", "debug-helper-pro", [{ introduced: "0" }], {
    summary: "Malicious code in debug-helper-pro (npm)",
  }),
  record("GHSA-with-drwn-0001", "npm", "left-pad", [{ introduced: "0" }], {
    summary: "Taken back",
    withdrawn: "2024-01-01T00:00:00Z",
  }),
];

/** Answers from OSV_RECORDS, as a source that knows all ecosystems. */
export function fixtureAdvisories(): AdvisorySource {
  const advisories = OSV_RECORDS.flatMap((one) => readAdvisory(one) ?? []);
  return { name: "the fixture", find: async () => ({ advisories, dataFrom: null, ecosystems: null }) };
}

function record(id: string, ecosystem: string, name: string, events: object[], more: object) {
  return {
    schema_version: "1.6.0",
    id,
    modified: "2026-11-15T00:00:00Z",
    ...more,
    affected: [
      { package: { ecosystem, name }, ranges: [{ type: ecosystem === "Maven" ? "ECOSYSTEM" : "SEMVER", events }] },
    ],
  };
}
