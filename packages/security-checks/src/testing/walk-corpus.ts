import { createGuardedAgent, type GuardedAgent } from "@plimsoll/outbound";
import type { CheckGroup, CheckInfo, FoundFault, ScanProfile } from "@plimsoll/core";
import { findCheck, WEB_CHECKS } from "../registry.ts";
import { runWebScan } from "../run-web-scan.ts";
import type { ScanReport } from "../scan-report.ts";
import type { CorpusEntry, CorpusSite } from "./corpus-entry.ts";

/** What came of one entry. */
export interface CorpusOutcome {
  entry: CorpusEntry;
  /** The check found the fault where it is. */
  isFound: boolean;
  /** What any check found in the clean twin: nothing, when all is well. */
  falseAlarms: readonly string[];
  /** Checks that threw, in either scan; and the check itself, when it concluded nothing from the clean twin. */
  broken: readonly string[];
}

/** Leads every `.test` name to this machine. */
export function corpusAgent(): GuardedAgent {
  return createGuardedAgent({
    forbidden: [],
    acceptAnyCertificate: true,
    lookup: () => Promise.resolve(["127.0.0.1"]),
  });
}

/** Groups that ask for a great many paths, of which a twin that is clean in another way has none. */
const CHATTY: ReadonlySet<CheckGroup> = new Set(["exposed", "active", "api"]);

/**
 * Scans the faulty site with the check, and its clean twin with `every` check there is, or without the chatty groups that the
 * check is not of.
 */
export async function walkEntry(
  entry: CorpusEntry,
  agent: GuardedAgent,
  which: "every" | "most",
): Promise<CorpusOutcome> {
  const check = findCheck(entry.checkId);
  const isAsked = ({ group }: CheckInfo) => which === "every" || group === check?.group || !CHATTY.has(group);
  const asked = WEB_CHECKS.filter(isAsked).map(({ id }) => id);
  const faulty = await scanSite(entry, await entry.faulty(), agent, check?.profile ?? "active", [entry.checkId]);
  const clean = await scanSite(entry, await entry.clean(), agent, "active", asked);
  return {
    entry,
    isFound: faultsOf(faulty).some(({ fault }) => isAt(entry, fault)),
    falseAlarms: faultsOf(clean).map(({ checkId, fault }) => `${checkId}: ${fault.title}`),
    broken: [...brokenIn(faulty), ...brokenIn(clean), ...inconclusive(clean, entry.checkId)],
  };
}

async function scanSite(
  entry: CorpusEntry,
  site: CorpusSite,
  agent: GuardedAgent,
  profile: ScanProfile,
  checks: readonly string[],
): Promise<ScanReport> {
  try {
    return await runWebScan({
      ...entry.scan,
      ...site.scan,
      origin: site.origin,
      profile,
      agent,
      allowPrivate: true,
      limits: { maxRequests: 2000, maxDurationMs: 120_000, requestsPerSecond: 5000, concurrency: 8 },
      checks,
      signal: new AbortController().signal,
    });
  } finally {
    await site.close();
  }
}

function faultsOf(report: ScanReport): { checkId: string; fault: FoundFault }[] {
  return report.records.flatMap(({ checkId, result }) =>
    "faults" in result ? (result.faults ?? []).map((fault) => ({ checkId, fault })) : [],
  );
}

function isAt({ at }: CorpusEntry, { place }: FoundFault): boolean {
  if (place.kind !== "request") return at === undefined;
  return (
    (at?.path === undefined || place.path === at.path) &&
    (at?.parameter === undefined || place.parameter === at.parameter)
  );
}

function inconclusive(report: ScanReport, checkId: string): string[] {
  const outcome = report.records.find((record) => record.checkId === checkId)?.result.outcome;
  return outcome === "not-assessed" || outcome === undefined ? [`${checkId}: not assessed on the clean twin`] : [];
}

/** A check of the corpus has all it needs: one that fails is broken. */
function brokenIn(report: ScanReport): string[] {
  return report.records.flatMap(({ checkId, result }) =>
    result.outcome === "not-assessed" && result.reason.startsWith("The check itself failed")
      ? [`${checkId}: ${result.reason}`]
      : [],
  );
}
