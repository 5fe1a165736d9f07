import type { FoundFault } from "@plimsoll/core";
import type { Component } from "../component.ts";
import { defineFilesCheck, type FilesInventory } from "../files-check.ts";
import { licenceRefusal } from "../licence-policy.ts";

export const licence = defineFilesCheck({
  id: "supply-chain.licence",
  group: "supply-chain",
  title: "Package under a licence that is not allowed",
  why: "A licence binds whoever uses the package: some ask for your own source, some forbid commercial use. Which ones are allowed is your decision; this check holds packages to it.",
  fix: {
    text: "Use another package, buy a licence that fits, or accept the finding with the reason why it is no problem here (for instance because it is only used to build).",
    snippets: [{ server: "npm", language: "sh", code: "npm explain PACKAGE" }],
  },
  severity: "low",
  profile: "passive",
  cwe: [],
  asvs: ["15.1.2"],
  answersTo: {},
  begin: () => ({ finish: judge }),
});

function judge({ licences, components, sources, unread }: FilesInventory) {
  if (licences.allow.length + licences.deny.length === 0)
    return { outcome: "not-applicable" as const, reason: "No licence is allowed or denied in the settings." };
  if (sources.length === 0)
    return { outcome: "not-assessed" as const, reason: "There is no lock file and no bill of materials." };
  const faults = new Map<string, FoundFault>();
  for (const component of components) {
    const refusal = component.licence === undefined ? null : licenceRefusal(licences, component.licence);
    if (refusal !== null) faults.set(`${component.purl} ${component.licence}`, describe(component, refusal));
  }
  const found = [...faults.values()];
  const unknown = components.filter((component) => component.licence === undefined).length;
  const gaps = unread.map(({ path }) => `${path} could not be read.`);
  // Most lock files do not say it: npm's and bills of materials do.
  if (unknown > 0) gaps.push(`The files do not say the licence of ${unknown} of ${components.length} packages.`);
  if (gaps.length > 0) return { outcome: "not-assessed" as const, reason: gaps.join(" "), faults: found };
  return found.length > 0 ? { outcome: "fail" as const, faults: found } : { outcome: "pass" as const };
}

function describe({ purl, name, version, licence: named = "", file }: Component, refusal: string): FoundFault {
  return {
    place: { kind: "package", purl, advisory: `licence:${named}`, versions: [version] },
    title: `${name} ${version} is under ${named}`,
    detail: `The licence ${refusal}.`,
    evidence: [{ label: "Found in", text: `${file}: ${name} ${version}, ${named}`, language: "text" }],
  };
}
