import { createHash } from "node:crypto";
import vm from "node:vm";

/** What comes with Plimsoll from retire.js, as scripts/update-data.mjs writes it. */
export interface LibraryData {
  /** The day the data is from. */
  date: string;
  libraries: Readonly<Record<string, LibrarySigns>>;
}

interface LibrarySigns {
  /** Its name on npm, where that is another. */
  npm?: string;
  uri: readonly string[];
  filename: readonly string[];
  filecontent: readonly string[];
  /** `/expression/version/`: the version is put together from the groups. */
  filecontentreplace: readonly string[];
  /** SHA-1 of a file to its version. */
  hashes: Readonly<Record<string, string | undefined>>;
  vulnerabilities: readonly LibraryHole[];
}

export interface LibraryHole {
  below: string;
  atOrAbove?: string;
  excludes?: readonly string[];
  severity: string;
  cwe: readonly number[];
  ids: readonly string[];
  summary: string;
  info?: string;
}

/** A library in one version that a script holds, with the holes it has. */
export interface FoundLibrary {
  name: string;
  npm: string;
  version: string;
  holes: readonly LibraryHole[];
}

/** Expressions run over texts from strangers: one that goes astray is ended. */
const DETECT_TIMEOUT_MS = 2000;
const VERSION = "[0-9][0-9.a-z_\\-]+";

interface CompiledLibrary {
  name: string;
  signs: LibrarySigns;
  uri: RegExp[];
  filename: RegExp[];
  filecontent: RegExp[];
  replacements: { expression: RegExp; version: string }[];
}

/** Loaded when it is asked for, once. */
export async function loadLibraryData(): Promise<LibraryData> {
  const { FRONT_END_LIBRARIES } = await import("./data/front-end-libraries.ts");
  return FRONT_END_LIBRARIES;
}

/** Finds libraries in scripts by retire.js's signs: address, file name, content, hash. */
export function createLibraryDetector(data: LibraryData) {
  const libraries = Object.entries(data.libraries).map(([name, signs]) => compile(name, signs));

  /** Libraries with their versions in one script. Throws an Error when looking takes too long. */
  return function detect(url: string, text: string): FoundLibrary[] {
    let found: FoundLibrary[] = [];
    const look = () => {
      found = libraries.flatMap((library) =>
        versionsIn(library, url, text).map((version) => ({
          name: library.name,
          npm: library.signs.npm ?? library.name,
          version,
          holes: library.signs.vulnerabilities.filter((hole) => isOpen(hole, version)),
        })),
      );
    };
    // Of all ways to run code, only this one ends an expression that backtracks for ever.
    vm.runInNewContext("look()", { look }, { timeout: DETECT_TIMEOUT_MS });
    return found;
  };
}

function compile(name: string, signs: LibrarySigns): CompiledLibrary {
  const expressionOf = (source: string) => new RegExp(source.replaceAll("§§version§§", VERSION), "i");
  return {
    name,
    signs,
    uri: signs.uri.map(expressionOf),
    filename: signs.filename.map((source) => expressionOf(`^${source}$`)),
    filecontent: signs.filecontent.map((source) => new RegExp(source.replaceAll("§§version§§", VERSION))),
    replacements: signs.filecontentreplace.flatMap((text) => {
      const [, source, version] = /^\/(.*[^\\])\/([^/]+)\/$/s.exec(text) ?? [];
      if (source === undefined || version === undefined) return [];
      return [{ expression: new RegExp(source.replaceAll("§§version§§", VERSION)), version }];
    }),
  };
}

function versionsIn(library: CompiledLibrary, url: string, text: string): string[] {
  const { pathname } = new URL(url);
  const file = pathname.slice(pathname.lastIndexOf("/") + 1);
  const byContent = [
    ...library.filecontent.map((expression) => expression.exec(text)?.[1]),
    ...library.replacements.map(({ expression, version }) => {
      const match = expression.exec(text);
      return match ? version.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? "") : undefined;
    }),
    hasHashes(library) ? library.signs.hashes[createHash("sha1").update(text).digest("hex")] : undefined,
  ];
  const byName = [
    ...library.uri.map((expression) => expression.exec(url)?.[1]),
    ...library.filename.map((expression) => expression.exec(file)?.[1]),
  ];
  // What a file says of itself counts for more than what it is called.
  const seen = byContent.some(Boolean) ? byContent : byName;
  return [...new Set(seen.flatMap((version) => (version ? [version.replace(/[.-]min$/, "")] : [])))];
}

function hasHashes({ signs }: CompiledLibrary): boolean {
  return Object.keys(signs.hashes).length > 0;
}

function isOpen({ below, atOrAbove, excludes = [] }: LibraryHole, version: string): boolean {
  if (excludes.includes(version) || isAtOrAbove(version, below)) return false;
  return atOrAbove === undefined || isAtOrAbove(version, atOrAbove);
}

/** Part by part as retire.js does it: a number is newer than a word, and what is missing is 0. */
function isAtOrAbove(version: string, other: string): boolean {
  const [left, right] = [version.split(/[.-]/), other.split(/[.-]/)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [a, b] = [comparable(left[index]), comparable(right[index])];
    if (typeof a !== typeof b) return typeof a === "number";
    if (a > b) return true;
    if (a < b) return false;
  }
  return true;
}

function comparable(part: string | undefined): number | string {
  if (part === undefined) return 0;
  return /^\d+$/.test(part) ? Number(part) : part;
}
