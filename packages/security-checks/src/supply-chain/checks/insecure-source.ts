import type { FoundFault } from "@plimsoll/core";
import type { Component } from "../component.ts";
import { defineFilesCheck } from "../files-check.ts";

/** No encryption: whoever is on the way can put another package in its place. */
const UNENCRYPTED = /^(http|git):\/\//i;
const LOOPBACK = /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?\//i;

export const insecureSource = defineFilesCheck({
  id: "supply-chain.insecure-source",
  group: "supply-chain",
  title: "Package fetched without encryption",
  why: "Whoever is on the way between you and the server can send another package, which then runs in your build.",
  fix: {
    text: "Fetch packages over https, and write the lock file anew.",
    snippets: [{ server: ".npmrc", language: "ini", code: "registry=https://registry.example.com/" }],
  },
  severity: "medium",
  profile: "passive",
  cwe: [494, 319],
  asvs: ["15.2.4"],
  answersTo: {},
  begin: () => ({
    finish({ components, sources, unread }) {
      if (sources.length + unread.length === 0)
        return { outcome: "not-applicable", reason: "There is no lock file and no bill of materials." };
      const byFile = new Map<string, Component[]>();
      for (const component of components) {
        const { source = "", file } = component;
        if (UNENCRYPTED.test(source) && !LOOPBACK.test(source))
          byFile.set(file, [...(byFile.get(file) ?? []), component]);
      }
      const faults = [...byFile].map(([file, found]) => describe(file, found));
      if (unread.length > 0)
        return {
          outcome: "not-assessed",
          reason: `${unread.map(({ path }) => path).join(", ")} could not be read.`,
          faults,
        };
      return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
    },
  }),
});

function describe(file: string, found: readonly Component[]): FoundFault {
  const lines = found.map(({ name, version, source = "" }) => `${name} ${version}: ${source}`);
  return {
    place: { kind: "file", path: file, rule: "unencrypted" },
    title: `${file} fetches ${found.length} ${found.length === 1 ? "package" : "packages"} without encryption`,
    detail: "The lock file names these addresses.",
    evidence: [{ label: file, text: lines.slice(0, 50).join("\n"), language: "text" }],
  };
}
