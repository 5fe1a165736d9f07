import type { Component } from "../component.ts";
import { componentOf } from "../purl.ts";
import type { LockFileReader } from "./lock-file-reader.ts";

/**
 * `pnpm-lock.yaml`, versions 5 to 9. Read line by line, as pnpm writes it: parsers of all of YAML take minutes for some files
 * that were made for it, and many seconds for large honest ones.
 */
export const pnpmLock: LockFileReader = {
  names: /^pnpm-lock\.ya?ml$/,
  read(text, file) {
    if (!/^lockfileVersion: ?['"]?\d/m.test(text)) throw new Error("it has no lockfileVersion");
    const components = entriesOf(text).flatMap(({ key, details }): Component[] => {
      if (/^(file|link):/.test(key)) return [];
      const identity = identityOf(key);
      const name = valueOf(details, "name") ?? identity?.name;
      const version = valueOf(details, "version") ?? identity?.version;
      if (name === undefined || version === undefined) return [];
      const isDevelopment = valueOf(details, "dev") === "true";
      return [componentOf("npm", name, version, { file, isDevelopment, source: tarballOf(details) })];
    });
    return { components, unpinned: [] };
  },
};

/** The entries of the section `packages`: keys are indented by two spaces, what belongs to them by more. */
function entriesOf(text: string): { key: string; details: string }[] {
  const entries: { key: string; details: string[] }[] = [];
  let isPackages = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line)) isPackages = line.startsWith("packages:");
    if (!isPackages) continue;
    const [, single, double, plain, rest = ""] =
      /^ {2}(?:'([^']+)'|"([^"]+)"|([^\s'"]\S*?)):(?:\s+(\S.*))?$/.exec(line) ?? [];
    const key = single ?? double ?? plain;
    if (key !== undefined) entries.push({ key, details: [rest] });
    else entries.at(-1)?.details.push(line);
  }
  return entries.map(({ key, details }) => ({ key, details: details.join("\n") }));
}

/** A value of an entry: on a line of its own, or in the `{…}` that follows the key. Other texts may look like one. */
function valueOf(details: string, name: string): string | undefined {
  return new RegExp(`^(?: {4}|\\{(?:[^}\\n]*, )?)${name}: ['"]?([^\\s'",}]+)`, "m").exec(details)?.[1];
}

function tarballOf(details: string): string | undefined {
  return /^ {4}resolution: \{(?:[^}\n]*, )?tarball: ['"]?([^\s'",}]+)/m.exec(details)?.[1];
}

/**
 * `name@1.0.0(peer@2.0.0)` since version 9, `/name@1.0.0(…)` in 6, `/name/1.0.0_peer@2.0.0` in 5. Null for what is not
 * from a registry: a file or a repository.
 */
function identityOf(key: string): { name: string; version: string } | null {
  const plain = key.replace(/\(.*$/, "").replace(/^\//, "");
  const match = /^((?:@[^/@]+\/)?[^/@]+)[@/](\d[^/@:]*)/.exec(plain);
  const [, name, version] = match ?? [];
  if (name === undefined || version === undefined) return null;
  return { name, version: version.replace(/_.*$/, "") };
}
