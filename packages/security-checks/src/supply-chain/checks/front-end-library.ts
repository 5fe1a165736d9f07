import { setImmediate } from "node:timers/promises";
import type { FoundFault, Severity } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import type { Exchange } from "../../exchange.ts";
import { createLibraryDetector, type FoundLibrary, type LibraryHole, loadLibraryData } from "../front-end-libraries.ts";
import { purlOf } from "../purl.ts";

const DAY_MS = 86_400_000;
const MAX_AGE_DAYS = 365;
/** Hostile scripts are made to be slow to look through. */
const MAX_TOTAL_MS = 15_000;
const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
};

export const frontEndLibrary = defineCheck({
  id: "supply-chain.front-end-library",
  group: "supply-chain",
  title: "Front-end library with a known vulnerability",
  why: "The library runs in every visitor's browser, and its version is there for all to read. Most of these holes let an attacker run scripts in the page when it shows what somebody else wrote.",
  fix: {
    text: "Update the library to a version without the hole, build again, and take old copies off the server.",
    snippets: [{ server: "npm", language: "sh", code: "npm install LIBRARY@latest" }],
  },
  severity: "medium",
  profile: "passive",
  cwe: [1395],
  asvs: ["15.2.1"],
  answersTo: { zap: ["10003"] },
  async run({ pages, scripts, signal }) {
    const data = await loadLibraryData();
    const detect = createLibraryDetector(data);
    const seen = new Map<string, { library: FoundLibrary; urls: string[] }>();
    const unread: string[] = [];
    const ends = performance.now() + MAX_TOTAL_MS;
    for (const [url, text] of textsOf(pages, scripts, unread)) {
      // Looking through a text takes the whole process: others get their turn in between.
      await setImmediate();
      signal.throwIfAborted();
      if (performance.now() > ends) {
        unread.push(url);
        continue;
      }
      try {
        for (const library of detect(url, text)) {
          const key = `${library.name} ${library.version}`;
          const before = seen.get(key);
          if (before) before.urls.push(url);
          else seen.set(key, { library, urls: [url] });
        }
      } catch {
        unread.push(url);
      }
    }
    return conclude([...seen.values()].flatMap(describe), unread, data.date);
  },
});

/** Scripts, and pages for what they hold inline. */
function* textsOf(pages: readonly Exchange[], scripts: readonly Exchange[], unread: string[]) {
  for (const { url, status, body, isTruncated } of [...scripts, ...pages]) {
    if (status !== 200) continue;
    if (isTruncated) unread.push(url);
    yield [url, body] as const;
  }
}

function conclude(found: FoundFault[], unread: readonly string[], date: string) {
  // Two versions of a library may have the same hole: it is one finding.
  const faults = [...new Map(found.map((fault) => [placeKey(fault), fault])).values()];
  const isOld = Date.now() - Date.parse(date) > MAX_AGE_DAYS * DAY_MS;
  const reasons = [
    unread.length > 0 ? `Too long or too slow to look through: ${unread.slice(0, 5).join(", ")}.` : "",
    isOld ? `What is known of libraries is from ${date}: update Plimsoll.` : "",
  ].filter(Boolean);
  if (reasons.length > 0) return { outcome: "not-assessed" as const, reason: reasons.join(" "), faults };
  return faults.length > 0 ? { outcome: "fail" as const, faults } : { outcome: "pass" as const };
}

function placeKey({ place }: FoundFault): string {
  return place.kind === "package" ? `${place.purl} ${place.advisory}` : "";
}

function describe({ library, urls }: { library: FoundLibrary; urls: readonly string[] }): FoundFault[] {
  const { name, npm, version, holes } = library;
  return holes.map((hole) => ({
    place: { kind: "package", purl: purlOf("npm", npm), advisory: idOf(name, hole), versions: [version] },
    title: `${name} ${version}: ${hole.summary.split("\n")[0] || "known vulnerability"}`,
    detail: [
      `Versions below ${hole.below}${hole.atOrAbove ? ` from ${hole.atOrAbove}` : ""} have it.`,
      hole.ids.length > 0 ? `Known as ${hole.ids.join(", ")}.` : "",
      hole.info ? `See ${hole.info}.` : "",
    ]
      .filter(Boolean)
      .join(" "),
    severity: SEVERITIES[hole.severity] ?? "medium",
    evidence: [{ label: "Served at", text: urls.slice(0, 10).join("\n"), language: "text" }],
  }));
}

/** Some old holes have no name but the version that mended them. */
function idOf(name: string, { ids, below }: LibraryHole): string {
  return ids[0] ?? `${name}-below-${below}`;
}
