import { XMLParser } from "fast-xml-parser";
import type { Component } from "../component.ts";
import { componentOf } from "../purl.ts";
import { isRecord, type LockFileReader, recordsIn, textIn } from "./lock-file-reader.ts";

/**
 * `pom.xml`, as far as it alone says: direct dependencies whose version is written in it, in its properties or in its
 * dependencyManagement. What a parent decides is unpinned.
 */
export const mavenPom: LockFileReader = {
  names: /^pom\.xml$|\.pom$/,
  read(text, file) {
    const project = parseXml(text)["project"];
    if (!isRecord(project)) throw new Error("it has no project");
    const properties = propertiesOf(project);
    const managed = new Map(
      dependenciesIn(inner(project, "dependencyManagement")).flatMap((entry) => {
        const version = textIn(entry["version"]);
        return version === undefined ? [] : [[nameOf(entry, properties), version] as const];
      }),
    );
    const components: Component[] = [];
    const unpinned: { name: string; wanted: string }[] = [];
    for (const entry of dependenciesIn(project)) {
      const name = nameOf(entry, properties);
      const written = resolve(textIn(entry["version"]) ?? managed.get(name) ?? "", properties);
      // `[1.0]` is exactly that version; other brackets are ranges.
      const version = /^\[([^,\]]+)\]$/.exec(written)?.[1] ?? written;
      if (version === "" || /[[\](),$]|^(LATEST|RELEASE)$/.test(version))
        unpinned.push({ name, wanted: version || "no version" });
      else components.push(componentOf("Maven", name, version, { file, isDevelopment: entry["scope"] === "test" }));
    }
    return { components, unpinned };
  },
};

/** Gradle's `gradle.lockfile`: `group:artifact:version=configurations`. */
export const gradleLock: LockFileReader = {
  names: /^(gradle|buildscript-gradle)\.lockfile$/,
  read(text, file) {
    const components = text.split("\n").flatMap((line) => {
      const [, group, artifact, version, used = ""] =
        /^([^#:=\s]+):([^:=\s]+):([^:=\s]+)=(.*)$/.exec(line.trim()) ?? [];
      if (group === undefined || artifact === undefined || version === undefined) return [];
      const isDevelopment = used.split(",").every((configuration) => /^test/i.test(configuration));
      return [componentOf("Maven", `${group}:${artifact}`, version, { file, isDevelopment })];
    });
    return { components, unpinned: [] };
  },
};

/** XML as plain objects. Entities are not expanded and attributes are left out. */
export function parseXml(text: string): Record<string, unknown> {
  const parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    processEntities: false,
    trimValues: true,
  });
  const parsed: unknown = parser.parse(text);
  if (!isRecord(parsed)) throw new Error("it is no XML");
  return parsed;
}

/** The records under a path of elements, one or many. */
export function elementsIn(parent: unknown, ...path: string[]): Record<string, unknown>[] {
  let level = [parent].flat().filter(isRecord);
  for (const name of path) level = level.flatMap((entry) => recordsIn([entry[name]].flat()));
  return level;
}

function inner(parent: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = parent[name];
  return isRecord(value) ? value : {};
}

function dependenciesIn(parent: Record<string, unknown>): Record<string, unknown>[] {
  return elementsIn(parent, "dependencies", "dependency");
}

function propertiesOf(project: Record<string, unknown>): Map<string, string> {
  const parent = inner(project, "parent");
  const own = Object.entries(inner(project, "properties"));
  const known: [string, unknown][] = [
    ...own,
    ["project.version", project["version"] ?? parent["version"]],
    ["project.groupId", project["groupId"] ?? parent["groupId"]],
    ["project.parent.version", parent["version"]],
  ];
  return new Map(known.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}

function nameOf(entry: Record<string, unknown>, properties: Map<string, string>): string {
  const part = (name: string) => resolve(textIn(entry[name]) ?? "", properties);
  return `${part("groupId")}:${part("artifactId")}`;
}

/** Replaces `${name}`; properties may be made of others, a few levels deep. */
function resolve(text: string, properties: Map<string, string>): string {
  let resolved = text;
  for (let depth = 0; depth < 5 && resolved.includes("${") && resolved.length < 1000; depth++)
    resolved = resolved.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => properties.get(name) ?? whole);
  return resolved;
}
