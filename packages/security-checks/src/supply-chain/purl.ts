import { PackageURL } from "packageurl-js";
import type { Component } from "./component.ts";

/** The kinds of packages whose versions can be compared, by the type in their package URL. */
const ECOSYSTEMS: Readonly<Record<string, string>> = {
  npm: "npm",
  pypi: "PyPI",
  maven: "Maven",
  golang: "Go",
  cargo: "crates.io",
};
const TYPES = Object.fromEntries(Object.entries(ECOSYSTEMS).map(([type, ecosystem]) => [ecosystem, type]));
const SEPARATORS: Readonly<Record<string, string>> = { maven: ":" };

type Details = Pick<Component, "licence" | "isDevelopment" | "source">;

/** A component of one of OSV's ecosystems. The name is brought into its normal form. */
export function componentOf(
  ecosystem: "npm" | "PyPI" | "Maven" | "Go" | "crates.io",
  name: string,
  version: string,
  details: Details & { file: string },
): Component {
  const normal = normalName(ecosystem, name);
  return { ecosystem, name: normal, version, purl: purlOf(ecosystem, normal), ...details };
}

/** The component that a package URL with a version names; null when it is none. */
export function componentOfPurl(text: string, details: Details & { file: string }): Component | null {
  const parsed = parsePurl(text);
  if (!parsed?.version) return null;
  const { type, namespace, name, version } = parsed;
  const ecosystem = ECOSYSTEMS[type] ?? null;
  const full = namespace ? `${namespace}${SEPARATORS[type] ?? "/"}${name}` : name;
  if (ecosystem === null) {
    const purl = new PackageURL(type, namespace, name, undefined, undefined, undefined).toString();
    return { ecosystem, name: full, version, purl, ...details };
  }
  const normal = normalName(ecosystem, full);
  // Go's package URLs keep the `v` of a version or leave it out.
  const plain = type === "golang" ? version.replace(/^v/, "") : version;
  return { ecosystem, name: normal, version: plain, purl: purlOf(ecosystem, normal), ...details };
}

/** A package URL of one version of it. */
export function versionedPurl(purl: string, version: string): string {
  return `${purl}@${encodeURIComponent(version).replaceAll("%3A", ":")}`;
}

/** The same package has the same name, however it is written. */
export function normalName(ecosystem: string, name: string): string {
  return ecosystem === "PyPI" ? name.toLowerCase().replaceAll(/[-_.]+/g, "-") : name;
}

/** A package URL without a version. The name is in its normal form. */
export function purlOf(ecosystem: string, name: string): string {
  const type = TYPES[ecosystem] ?? "generic";
  const at = name.lastIndexOf(SEPARATORS[type] ?? "/");
  const namespace = at > 0 ? name.slice(0, at) : undefined;
  return new PackageURL(type, namespace, name.slice(at + 1), undefined, undefined, undefined).toString();
}

function parsePurl(text: string): PackageURL | null {
  try {
    return PackageURL.fromString(text);
  } catch {
    return null;
  }
}
