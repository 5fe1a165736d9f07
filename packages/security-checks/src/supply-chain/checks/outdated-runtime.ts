import type { FoundFault } from "@plimsoll/core";
import { type EndedRuntime, type EndOfLifeData, endOfLifeOf, loadEndOfLifeData } from "../end-of-life.ts";
import { defineFilesCheck } from "../files-check.ts";
import { type NamedRuntime, readRuntimes } from "../runtimes.ts";

const DAY_MS = 86_400_000;
/** Beyond it, too much may have ended that the data does not know of. */
const MAX_AGE_DAYS = 365;

export const outdatedRuntime = defineFilesCheck({
  id: "supply-chain.outdated-runtime",
  group: "supply-chain",
  title: "Runtime, store or system out of support",
  why: "Its maintainers no longer mend it: holes that are found from now on stay open, and no scanner reports them for your version.",
  fix: {
    text: "Move to a release that is supported, and note the day its support ends. Names of release lines in place of exact versions (`node:22-slim`) bring small updates with each build.",
    snippets: [
      { server: "Dockerfile", language: "dockerfile", code: "FROM node:24-slim" },
      { server: ".nvmrc", language: "text", code: "24" },
    ],
  },
  severity: "medium",
  profile: "passive",
  cwe: [1104],
  asvs: ["15.2.1"],
  answersTo: {},
  begin: () => {
    const named: { path: string; runtime: NamedRuntime }[] = [];
    return {
      readFile({ path, text }) {
        for (const runtime of readRuntimes(path, text)) named.push({ path, runtime });
      },
      async finish({ now }) {
        if (named.length === 0)
          return { outcome: "not-applicable", reason: "No file names a runtime and its version." };
        return conclude(named, await loadEndOfLifeData(), now);
      },
    };
  },
});

/** Old data still tells what ended before it, but not that the rest is supported. */
export function conclude(named: readonly { path: string; runtime: NamedRuntime }[], data: EndOfLifeData, now: Date) {
  const faults = new Map<string, FoundFault>();
  for (const { path, runtime } of named) {
    const ended = endOfLifeOf(runtime, data, now);
    if (ended) faults.set(`${path} ${ended.product} ${ended.cycle}`, describe(path, ended, now));
  }
  const found = [...faults.values()];
  const ageDays = Math.floor((now.getTime() - Date.parse(data.date)) / DAY_MS);
  if (ageDays > MAX_AGE_DAYS) {
    const reason = `The dates of ends of support are from ${data.date}: what ended since is not known. Update Plimsoll.`;
    return { outcome: "not-assessed" as const, reason, faults: found };
  }
  return found.length > 0 ? { outcome: "fail" as const, faults: found } : { outcome: "pass" as const };
}

function describe(path: string, { product, cycle, title, endedOn, text }: EndedRuntime, now: Date): FoundFault {
  const isLongAgo = endedOn === null || now.getTime() - Date.parse(endedOn) > 365 * DAY_MS;
  const since = endedOn === null ? "is over" : `ended on ${endedOn}`;
  return {
    place: { kind: "file", path, rule: `${product}-${cycle}` },
    title: `${title} ${cycle} is out of support`,
    detail: `Support of ${title} ${cycle} ${since} (https://endoflife.date/${product}).`,
    severity: isLongAgo ? "high" : "medium",
    evidence: [{ label: path, text, language: "text" }],
  };
}
