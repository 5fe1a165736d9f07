import type { Component } from "../component.ts";
import { componentOf } from "../purl.ts";
import type { LockFileReader } from "./lock-file-reader.ts";

/** `yarn.lock`, of Yarn 1 and of its successors. */
export const yarnLock: LockFileReader = {
  names: /^yarn\.lock$/,
  read(text, file) {
    const components = /^__metadata:/m.test(text) ? readBerry(text, file) : readClassic(text, file);
    return { components, unpinned: [] };
  },
};

/**
 * Blocks of YAML as Yarn writes them, with a line `resolution: "name@npm:1.0.0"`; `name@workspace:…` are the project's own.
 * Read line by line for the reason that pnpm's are.
 */
function readBerry(text: string, file: string): Component[] {
  return [...text.matchAll(/^ {2}resolution: "?(@?[^@"\s]+)@npm:([^:"\s]+)"?\s*$/gm)].map(
    ([, name = "", version = ""]) => componentOf("npm", name, version, { file }),
  );
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
