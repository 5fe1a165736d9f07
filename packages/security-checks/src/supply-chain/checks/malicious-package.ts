import type { FoundFault } from "@plimsoll/core";
import type { PackageAdvisory } from "../advisories/match-components.ts";
import { defineFilesCheck } from "../files-check.ts";
import { judge, versionsOf } from "./known-vulnerability.ts";

export const maliciousPackage = defineFilesCheck({
  id: "supply-chain.malicious-package",
  group: "supply-chain",
  title: "Malicious package",
  why: "The package was published to do harm: to steal credentials when it is installed, or to open a way in. Wherever it was installed, consider the machine and every secret on it as known to others.",
  fix: {
    text: "Remove it now. On each machine that installed it (developers' and CI's, too) change every secret that was there, and look for what it left behind. Look at how it came in: often the name is close to that of a known package.",
    snippets: [
      { server: "npm", language: "sh", code: "npm explain PACKAGE\nnpm uninstall PACKAGE" },
      { server: "pip", language: "sh", code: "pip uninstall PACKAGE" },
    ],
  },
  severity: "critical",
  profile: "passive",
  cwe: [506],
  asvs: ["15.2.4"],
  answersTo: {},
  begin: () => ({
    async finish(inventory) {
      return judge(inventory, ({ isMalicious }) => isMalicious, describe);
    },
  }),
});

function describe(found: PackageAdvisory): FoundFault {
  const { purl, name, id, advisory } = found;
  const versions = versionsOf(found);
  const lines = found.found.map(({ component }) => `${component.file}: ${name} ${component.version}`);
  return {
    place: { kind: "package", purl, advisory: id, versions },
    title: `${name} ${versions.join(", ")} is malicious (${id})`,
    detail: `See https://osv.dev/vulnerability/${encodeURIComponent(id)}.\n\n${advisory.details.slice(0, 1500)}`,
    severity: "critical",
    evidence: [{ label: "Found in", text: lines.join("\n"), language: "text" }],
  };
}
