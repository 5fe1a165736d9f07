import type { Component } from "../component.ts";
import { componentOf } from "../purl.ts";
import { isRecord, type LockFileReader, textIn } from "./lock-file-reader.ts";

const FOLDER = "node_modules/";

/** `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3. */
export const npmLock: LockFileReader = {
  names: /^(package-lock|npm-shrinkwrap)\.json$/,
  read(text, file) {
    const lock: unknown = JSON.parse(text);
    if (!isRecord(lock)) throw new Error("it holds no object");
    if (isRecord(lock["packages"])) return { components: readPackages(lock["packages"], file), unpinned: [] };
    if (isRecord(lock["dependencies"])) return { components: readTree(lock["dependencies"], file), unpinned: [] };
    // A project without dependencies has neither.
    if ("lockfileVersion" in lock) return { components: [], unpinned: [] };
    throw new Error("it has no packages");
  },
};

function readPackages(packages: Record<string, unknown>, file: string): Component[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    // Without `node_modules/` it is the project or one of its workspaces, whose link is marked.
    if (!isRecord(entry) || entry["link"] === true || !path.includes(FOLDER)) return [];
    const name = textIn(entry["name"]) ?? path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);
    const version = textIn(entry["version"]);
    if (version === undefined) return [];
    const isDevelopment = entry["dev"] === true || entry["devOptional"] === true;
    const details = { file, isDevelopment, licence: textIn(entry["license"]), source: textIn(entry["resolved"]) };
    return [componentOf("npm", name, version, details)];
  });
}

/** Version 1 nests what is installed in a package's own folder. */
function readTree(tree: Record<string, unknown>, file: string): Component[] {
  const found: Component[] = [];
  const waiting = [tree];
  for (let level = waiting.pop(); level; level = waiting.pop()) {
    for (const [alias, entry] of Object.entries(level)) {
      if (!isRecord(entry)) continue;
      if (isRecord(entry["dependencies"])) waiting.push(entry["dependencies"]);
      const written = textIn(entry["version"]);
      if (written === undefined || entry["bundled"] === "link") continue;
      const renamed = /^npm:(.+)@([^@]+)$/.exec(written);
      const [name, version] = renamed ? [renamed[1] ?? alias, renamed[2] ?? ""] : [alias, written];
      // A URL or a path: no version of the registry.
      if (/[:/]/.test(version)) continue;
      const details = { file, isDevelopment: entry["dev"] === true, source: textIn(entry["resolved"]) };
      found.push(componentOf("npm", name, version, details));
    }
  }
  return found;
}
