import { parse } from "yaml";
import type { Component } from "../component.ts";
import { componentOf } from "../purl.ts";
import { isRecord, type LockFileReader, textIn } from "./lock-file-reader.ts";

/** `yarn.lock`, of Yarn 1 and of its successors. */
export const yarnLock: LockFileReader = {
  names: /^yarn\.lock$/,
  read(text, file) {
    const components = /^__metadata:/m.test(text) ? readBerry(text, file) : readClassic(text, file);
    return { components, unpinned: [] };
  },
};

/** YAML; `resolution` is `name@npm:1.0.0`, and `name@workspace:…` for the project's own. */
function readBerry(text: string, file: string): Component[] {
  const lock: unknown = parse(text, { maxAliasCount: 100 });
  if (!isRecord(lock)) throw new Error("it holds no packages");
  return Object.values(lock).flatMap((entry) => {
    if (!isRecord(entry)) return [];
    const [, name, version] = /^(@?[^@]+)@npm:([^:]+)$/.exec(textIn(entry["resolution"]) ?? "") ?? [];
    return name === undefined || version === undefined ? [] : [componentOf("npm", name, version, { file })];
  });
}

/**
 * Blocks that begin with what asks for the package (`lodash@^4.0.0, lodash@^4.1.0:`, quoted where needed), then indented
 * `version "4.17.21"` and `resolved "https://…"`.
 */
function readClassic(text: string, file: string): Component[] {
  if (!/^# yarn lockfile v1/m.test(text)) throw new Error("it is no lock file of Yarn");
  return text.split(/\n(?=\S)/).flatMap((block) => {
    const name = /^"?((?:@[^/@"]+\/)?[^@"/\s]+)@/.exec(block)?.[1];
    const version = /^ {2}version "([^"]+)"/m.exec(block)?.[1];
    if (name === undefined || version === undefined) return [];
    // `alias@npm:name@^1.0.0`: the package is another than it is called.
    const renamed = /^"?[^\n:]+@npm:((?:@[^/@"]+\/)?[^@"/\s]+)@/.exec(block)?.[1];
    const source = /^ {2}resolved "([^"]+)"/m.exec(block)?.[1];
    return [componentOf("npm", renamed ?? name, version, { file, source })];
  });
}
