import { compare as comparePep440, valid as validPep440 } from "@renovatebot/pep440";
import semver from "semver";
import { compareMaven } from "./compare-maven.ts";

/**
 * How two versions of an ecosystem stand: negative, zero or positive; null when one of them is no version there, or the
 * ecosystem is not known.
 */
export function compareVersions(ecosystem: string, left: string, right: string): number | null {
  switch (ecosystem) {
    case "npm":
    case "crates.io":
      return compareSemver(left, right);
    case "Go":
      return compareSemver(goVersion(left), goVersion(right));
    case "PyPI":
      if (validPep440(left) === null || validPep440(right) === null) return null;
      return comparePep440(left, right);
    case "Maven":
      return compareMaven(left, right);
    default:
      return null;
  }
}

function compareSemver(left: string, right: string): number | null {
  const a = semver.parse(completed(left), { loose: true });
  const b = semver.parse(completed(right), { loose: true });
  return a && b ? a.compare(b) : null;
}

/** Advisories write `1` and `1.2`, too. */
function completed(version: string): string {
  return version
    .trim()
    .replace(/^v?(\d+)(\.\d+)?(?=$|[-+])/, (_, major: string, minor?: string) => `${major}${minor ?? ".0"}.0`);
}

/** The toolchain's own versions are `1.21rc2`; `+incompatible` says nothing about the order. */
function goVersion(version: string): string {
  return version
    .replace(/^go/, "")
    .replace(/^(\d+\.\d+(?:\.\d+)?)(rc|beta)(\d+)$/, (_, base: string, kind: string, count: string) => {
      const full = base.split(".").length === 2 ? `${base}.0` : base;
      return `${full}-${kind}.${count}`;
    });
}
