import type { FoundFault } from "@plimsoll/core";
import { defineFilesCheck, type FilesInventory } from "../files-check.ts";
import { isRecord } from "../lock-files/lock-file-reader.ts";

const JAVASCRIPT_LOCKS = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
];

export const unpinnedDependency = defineFilesCheck({
  id: "supply-chain.unpinned-dependency",
  group: "supply-chain",
  title: "Dependency without an exact version",
  why: "Each build may take another version: one with a hole, or one that was published to do harm minutes ago. Nothing can be said about packages whose version is not known.",
  fix: {
    text: "Keep a lock file in the repository and install from it alone.",
    snippets: [
      { server: "npm", language: "sh", code: "npm install --package-lock-only\nnpm ci" },
      {
        server: "pip",
        language: "sh",
        code: "pip-compile --generate-hashes requirements.in\npip install --require-hashes -r requirements.txt",
      },
      { server: "Gradle", language: "groovy", code: "dependencyLocking { lockAllConfigurations() }" },
    ],
  },
  severity: "low",
  profile: "passive",
  cwe: [1357],
  asvs: ["15.2.4"],
  answersTo: {},
  begin: () => {
    const manifests: { path: string; names: string[] }[] = [];
    const lockFolders = new Set<string>();
    return {
      readFile({ path, text }) {
        const name = path.slice(path.lastIndexOf("/") + 1);
        if (JAVASCRIPT_LOCKS.includes(name)) lockFolders.add(folderOf(path));
        if (name === "package.json") manifests.push({ path, names: dependenciesOf(text) });
      },
      finish(inventory) {
        const unlocked = manifests.filter(({ path, names }) => names.length > 0 && !isLocked(path, lockFolders));
        const faults = [...unlocked.map(describeManifest), ...describeFiles(inventory)];
        if (faults.length > 0) return { outcome: "fail", faults };
        const isAnything = manifests.length + inventory.sources.length > 0;
        return isAnything ? { outcome: "pass" } : { outcome: "not-applicable", reason: "No file names a dependency." };
      },
    };
  },
});

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Workspaces are locked by a file above them. */
function isLocked(path: string, lockFolders: ReadonlySet<string>): boolean {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (lockFolders.has(folder)) return true;
    if (folder === "") return false;
  }
}

function dependenciesOf(text: string): string[] {
  try {
    const manifest: unknown = JSON.parse(text);
    const dependencies = isRecord(manifest) ? manifest["dependencies"] : null;
    return isRecord(dependencies) ? Object.keys(dependencies) : [];
  } catch {
    return [];
  }
}

function describeManifest({ path, names }: { path: string; names: string[] }): FoundFault {
  return {
    place: { kind: "file", path, rule: "no-lock-file" },
    title: `${path} has no lock file`,
    detail: `Beside it and in the folders above there is no lock file, so the versions of its ${names.length} dependencies are open.`,
    evidence: [{ label: "Dependencies", text: names.slice(0, 50).join("\n"), language: "text" }],
  };
}

function describeFiles({ unpinned }: FilesInventory): FoundFault[] {
  const byFile = new Map<string, string[]>();
  for (const { file, wanted, name } of unpinned) {
    const line = wanted.startsWith(name) ? wanted : `${name}: ${wanted}`;
    byFile.set(file, [...(byFile.get(file) ?? []), line]);
  }
  return [...byFile].map(([path, lines]) => ({
    place: { kind: "file", path, rule: "unpinned" },
    title: `${path} names ${lines.length} ${lines.length === 1 ? "package" : "packages"} without an exact version`,
    detail: "These packages were not looked up, for lack of an exact version in this file.",
    evidence: [{ label: path, text: lines.slice(0, 50).join("\n"), language: "text" }],
  }));
}
