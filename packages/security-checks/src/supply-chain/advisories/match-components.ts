import type { Advisory, AdvisoryAffected, AdvisorySource } from "../advisory.ts";
import type { Component } from "../component.ts";
import { normalName } from "../purl.ts";
import { isMalicious } from "./advisory-severity.ts";
import { matchAdvisory } from "./match-advisory.ts";

/** One hole in one package, in every version of it that the project has. */
export interface PackageAdvisory {
  purl: string;
  name: string;
  /** The one name of the hole that findings are known by. */
  id: string;
  /** Its other names. */
  aliases: readonly string[];
  advisory: Advisory;
  affected: AdvisoryAffected;
  /** Of the versions found, each with the next version that is free of it. */
  found: readonly { component: Component; fixedIn: string | null }[];
  isMalicious: boolean;
}

export interface MatchedAdvisories {
  packages: readonly PackageAdvisory[];
  /** Why something was left open, in sentences; empty when all was judged. */
  gaps: readonly string[];
}

/** Older data than this says nothing about today. */
const MAX_AGE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Asks the source about the components and matches versions; withdrawn advisories do not count. Throws what the source does. */
export async function matchComponents(
  source: AdvisorySource,
  components: readonly Component[],
  now: Date,
  signal: AbortSignal,
): Promise<MatchedAdvisories> {
  const known = components.filter(({ ecosystem }) => ecosystem !== null);
  const { advisories, dataFrom, ecosystems } = await source.find(known, signal);
  const byPackage = new Map<string, Component[]>();
  for (const component of known) byPackage.set(component.purl, [...(byPackage.get(component.purl) ?? []), component]);
  const concerning = byConcernedPackage(advisories);
  const unknown = new Set<string>();
  const packages: PackageAdvisory[] = [];
  for (const [purl, installed] of byPackage) {
    const [{ ecosystem, name } = { ecosystem: null, name: "" }] = installed;
    const concerned = concerning.get(`${ecosystem}:${name}`) ?? [];
    for (const group of groupByAlias(concerned)) {
      const match = matchGroup(group, installed, unknown);
      if (match) packages.push({ ...match, purl, name: installed[0]?.name ?? purl });
    }
  }
  // Sources tell them in any order.
  packages.sort((left, right) => compareTexts(left.purl, right.purl) || compareTexts(left.id, right.id));
  return { packages, gaps: gapsOf(source, known, unknown, dataFrom, ecosystems, now) };
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Advisories that were not withdrawn by `ecosystem:name`, each once. */
function byConcernedPackage(advisories: readonly Advisory[]): Map<string, Set<Advisory>> {
  const found = new Map<string, Set<Advisory>>();
  for (const advisory of advisories) {
    if (advisory.withdrawn) continue;
    for (const { ecosystem, name } of advisory.affected) {
      const key = `${ecosystem}:${normalName(ecosystem, name)}`;
      found.set(key, (found.get(key) ?? new Set()).add(advisory));
    }
  }
  return found;
}

/** Databases have the same hole under different names: those that name each other are one. */
function groupByAlias(advisories: Iterable<Advisory>): Advisory[][] {
  const groups: { names: Set<string>; advisories: Advisory[] }[] = [];
  for (const advisory of advisories) {
    const names = new Set([advisory.id, ...advisory.aliases]);
    const touching = groups.filter((group) => [...names].some((name) => group.names.has(name)));
    const merged = { names, advisories: [advisory] };
    for (const group of touching) {
      for (const name of group.names) merged.names.add(name);
      merged.advisories.unshift(...group.advisories);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(merged);
  }
  return groups.map((group) => group.advisories.sort(byAuthority));
}

/** GitHub's advisories are reviewed and have scores: of several they tell most. A malicious package is told first. */
function byAuthority(left: Advisory, right: Advisory): number {
  const rank = ({ id }: Advisory) => (id.startsWith("MAL-") ? 0 : id.startsWith("GHSA-") ? 1 : 2);
  return rank(left) - rank(right) || (left.id < right.id ? -1 : 1);
}

function matchGroup(
  group: readonly Advisory[],
  installed: readonly Component[],
  unknown: Set<string>,
): Omit<PackageAdvisory, "purl" | "name"> | null {
  const found: { component: Component; fixedIn: string | null }[] = [];
  let told: { advisory: Advisory; affected: AdvisoryAffected } | null = null;
  for (const component of installed) {
    const matches = group.map((advisory) => ({ advisory, match: matchAdvisory(advisory, component) }));
    const hit = matches.find(({ match }) => match.kind === "affected");
    if (hit?.match.kind === "affected") {
      told ??= { advisory: hit.advisory, affected: hit.match.affected };
      found.push({ component, fixedIn: hit.match.fixedIn });
    } else if (matches.some(({ match }) => match.kind === "unknown")) {
      unknown.add(`${component.name} ${component.version}`);
    }
  }
  if (!told) return null;
  const { id } = group[0] ?? told.advisory;
  const names = new Set(group.flatMap((advisory) => [advisory.id, ...advisory.aliases]));
  names.delete(id);
  return { ...told, id, aliases: [...names].sort(), found, isMalicious: group.some(isMalicious) };
}

function gapsOf(
  source: AdvisorySource,
  known: readonly Component[],
  unknown: ReadonlySet<string>,
  dataFrom: string | null,
  ecosystems: readonly string[] | null,
  now: Date,
): string[] {
  const missing = new Set(known.flatMap(({ ecosystem }) => (ecosystem === null ? [] : [ecosystem])));
  for (const covered of ecosystems ?? missing) missing.delete(covered);
  const ageDays = dataFrom === null ? 0 : Math.floor((now.getTime() - Date.parse(dataFrom)) / DAY_MS);
  const gaps: string[] = [];
  if (missing.size > 0) gaps.push(`There is no data for ${[...missing].join(", ")} in ${source.name}.`);
  if (ageDays > MAX_AGE_DAYS)
    gaps.push(`The newest advisory in ${source.name} is ${ageDays} days old: what was found since is not known.`);
  if (unknown.size > 0) {
    const named = [...unknown].slice(0, 10).join(", ");
    gaps.push(`Versions that cannot be compared: ${named}${unknown.size > 10 ? ", …" : ""}.`);
  }
  return gaps;
}
