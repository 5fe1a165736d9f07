import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { runFilesScan } from "./run-files-scan.ts";
import { readLockFile } from "./supply-chain/lock-files/read-lock-file.ts";
import { fixtureAdvisories } from "./testing/advisories.ts";

const LOCK = new URL("../../../package-lock.json", import.meta.url);

/**
 * What can be said of Plimsoll's own packages without asking anybody: the fixture stands in for OSV, whose advisories a scan of
 * this repository with `plimsoll scan .` looks up.
 */
it("Plimsoll's own lock file is read whole, with no malicious package and no licence that binds its users", async () => {
  const bytes = await readFile(LOCK);
  const { components } = readLockFile("package-lock.json", bytes.toString("utf8"));
  const installed = bytes.toString("utf8").match(/^ {4}"[^"]*node_modules\/[^"]+": \{$/gm) ?? [];
  const links = bytes.toString("utf8").match(/"link": true/g) ?? [];
  expect(components).toHaveLength(installed.length - links.length);
  async function* files() {
    yield { path: "package-lock.json", bytes };
  }
  const report = await runFilesScan({
    files: files(),
    advisories: fixtureAdvisories(),
    licences: { allow: [], deny: ["AGPL-*", "GPL-*", "SSPL-*", "BUSL-*"] },
    signal: new AbortController().signal,
  });
  const faults = report.records.flatMap(({ result }) => ("faults" in result ? (result.faults ?? []) : []));
  expect(faults.map(({ title }) => title)).toEqual([]);
});
