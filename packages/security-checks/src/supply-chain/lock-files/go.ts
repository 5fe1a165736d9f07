import type { Component } from "../component.ts";
import { componentOf } from "../purl.ts";
import type { LockFileReader } from "./lock-file-reader.ts";

/**
 * `go.mod`: since Go 1.17 it names every module that the build uses. The toolchain, where the file fixes one, is the
 * component `stdlib`. Replaced modules are what they are replaced with; folders are left out.
 */
export const goMod: LockFileReader = {
  names: /^go\.mod$/,
  read(text, file) {
    const statements = statementsOf(text);
    if (!statements.some(([keyword]) => keyword === "module")) throw new Error("it names no module");
    const replaced = new Map(statements.flatMap(readReplacement));
    const components = statements.flatMap(([keyword, ...words]): Component[] => {
      if (keyword === "toolchain") {
        const version = /^go(\d[\w.]*)/.exec(words[0] ?? "")?.[1];
        return version === undefined ? [] : [componentOf("Go", "stdlib", version, { file })];
      }
      const [name, version] = words;
      if (keyword !== "require" || name === undefined || version === undefined) return [];
      const now = replaced.get(`${name}@${version}`) ?? replaced.get(name);
      if (now) return now.version === null ? [] : [componentOf("Go", now.name, plain(now.version), { file })];
      return [componentOf("Go", name, plain(version), { file })];
    });
    return { components, unpinned: [] };
  },
};

/** `go.sum`: modules whose code was fetched. It may name versions that are no longer used: `go.mod` beside it comes first. */
export const goSum: LockFileReader = {
  names: /^go\.sum$/,
  read(text, file) {
    const components = text.split("\n").flatMap((line) => {
      const [name, version, hash] = line.trim().split(/\s+/);
      if (name === undefined || version === undefined || hash === undefined || version.endsWith("/go.mod")) return [];
      return [componentOf("Go", name, plain(version), { file })];
    });
    return { components, unpinned: [] };
  },
};

/** Each statement with its keyword first, blocks taken apart, comments left out. */
function statementsOf(text: string): string[][] {
  let block: string | null = null;
  return text.split("\n").flatMap((line) => {
    const words = line
      .replace(/\/\/.*$/, "")
      .trim()
      .split(/\s+/)
      .filter(Boolean);
    if (words.length === 0) return [];
    if (words[0] === ")") {
      block = null;
      return [];
    }
    if (block !== null) return [[block, ...words]];
    if (words[1] === "(") {
      block = words[0] ?? null;
      return [];
    }
    return [words];
  });
}

function readReplacement(words: string[]): [string, { name: string; version: string | null }][] {
  const arrow = words.indexOf("=>");
  if (words[0] !== "replace" || arrow < 2) return [];
  const [name, version] = words.slice(1, arrow);
  const [target, targetVersion] = words.slice(arrow + 1);
  if (name === undefined || target === undefined) return [];
  return [[version ? `${name}@${version}` : name, { name: target, version: targetVersion ?? null }]];
}

/** OSV writes Go's versions without the `v`. */
function plain(version: string): string {
  return version.replace(/^v/, "");
}
