import type { Advisory, AdvisoryAffected, AdvisoryEvent } from "../advisory.ts";
import type { Component } from "../component.ts";
import { normalName } from "../purl.ts";
import { compareVersions } from "../versions/compare-versions.ts";

/** What an advisory says about one component. */
export type AdvisoryMatch =
  | { kind: "unaffected" }
  /** `fixedIn`: the next version without the hole; null when there is none yet. */
  | { kind: "affected"; affected: AdvisoryAffected; fixedIn: string | null }
  /** The version or the advisory's ranges cannot be read: nothing can be said. */
  | { kind: "unknown" };

/** Decides as https://ossf.github.io/osv-schema/#evaluation says: by exact versions, then by ranges; Git's are not used. */
export function matchAdvisory(advisory: Advisory, component: Component): AdvisoryMatch {
  let isUnknown = false;
  for (const affected of advisory.affected) {
    const { ecosystem, name } = affected;
    if (ecosystem !== component.ecosystem || normalName(ecosystem, name) !== component.name) continue;
    const isListed = affected.versions.some((version) => isSame(ecosystem, version, component.version));
    const inRange = affected.ranges
      .filter(({ type }) => type !== "GIT")
      .map(({ events }) => isInRange(ecosystem, component.version, events));
    if (isListed || inRange.includes(true)) {
      return { kind: "affected", affected, fixedIn: nextFixed(affected, component.version) };
    }
    if (inRange.includes(null)) isUnknown = true;
  }
  return { kind: isUnknown ? "unknown" : "unaffected" };
}

function isSame(ecosystem: string, left: string, right: string): boolean {
  return left === right || (ecosystem === "PyPI" && compareVersions(ecosystem, left, right) === 0);
}

/** Null when it cannot be told. */
function isInRange(ecosystem: string, version: string, events: readonly AdvisoryEvent[]): boolean | null {
  const limits = events.flatMap((event) => ("limit" in event ? [event.limit] : []));
  const orders = new Map<string, number>();
  for (const at of events.map(versionOf)) {
    const order = at === "0" ? 1 : at === "*" ? -1 : compareVersions(ecosystem, version, at);
    if (order === null) return null;
    orders.set(at, order);
  }
  const reached = (at: string) => orders.get(at) ?? 0;
  if (limits.length > 0 && !limits.some((limit) => reached(limit) < 0)) return false;
  let isAffected = false;
  for (const event of inOrder(ecosystem, events)) {
    if ("introduced" in event && reached(event.introduced) >= 0) isAffected = true;
    if ("fixed" in event && reached(event.fixed) >= 0) isAffected = false;
    if ("last_affected" in event && reached(event.last_affected) > 0) isAffected = false;
  }
  return isAffected;
}

function versionOf(event: AdvisoryEvent): string {
  if ("introduced" in event) return event.introduced;
  if ("fixed" in event) return event.fixed;
  return "last_affected" in event ? event.last_affected : event.limit;
}

function inOrder(ecosystem: string, events: readonly AdvisoryEvent[]): AdvisoryEvent[] {
  return [...events].sort((left, right) => {
    const [a, b] = [versionOf(left), versionOf(right)];
    if (a === "0" || b === "0") return a === b ? 0 : a === "0" ? -1 : 1;
    return compareVersions(ecosystem, a, b) ?? 0;
  });
}

function nextFixed({ ecosystem, ranges }: AdvisoryAffected, version: string): string | null {
  const later = ranges
    .filter(({ type }) => type !== "GIT")
    .flatMap(({ events }) => events)
    .flatMap((event) => ("fixed" in event ? [event.fixed] : []))
    .filter((fixed) => (compareVersions(ecosystem, fixed, version) ?? -1) > 0);
  return later.sort((left, right) => compareVersions(ecosystem, left, right) ?? 0)[0] ?? null;
}
