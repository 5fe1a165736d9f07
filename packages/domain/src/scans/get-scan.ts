import { CHECK_OUTCOMES, type ScanChange, scanChangeSchema, type ScanCheckItem, type ScanDetail } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { aboutCheck, FINDING_SELECT, toFindingItem } from "../findings/finding-item.ts";
import { getSecuritySettings } from "../findings/security-settings.ts";
import { SharedFeeds } from "../jobs/shared-feeds.ts";
import type { Platform } from "../platform.ts";
import { findScan } from "./list-scans.ts";
import { isScanFinished, toScanItem } from "./scan-item.ts";

const MAX_FINDINGS = 500;
const POLL_MS = 1_000;

/** A scan with its checks, and what it changed once it has ended. Throws NOT_FOUND. */
export async function getScan(
  { db }: Pick<Platform, "db">,
  projectId: string,
  scanId: string,
  now: Date = new Date(),
): Promise<ScanDetail> {
  const row = await findScan(db, projectId, scanId);
  const [checks, findings] = await Promise.all([
    db.scanCheck.findMany({ where: { scanId }, orderBy: [{ position: "asc" }, { checkId: "asc" }] }),
    isScanFinished(row) ? seenBy(db, projectId, scanId, now) : [],
  ]);
  return {
    ...toScanItem(row),
    checks: checks.map(({ checkId, outcome, reason, faults, durationMs, requests }) => ({
      checkId,
      ...aboutCheck(checkId),
      outcome: outcomeOf(outcome),
      reason,
      faults,
      durationMs,
      requests,
    })),
    findings,
  };
}

/** What changed, new ones first, then worst first. */
async function seenBy(db: Database, projectId: string, scanId: string, now: Date): Promise<ScanDetail["findings"]> {
  const settings = await getSecuritySettings(db, projectId);
  const found: ScanDetail["findings"] = [];
  for (const change of scanChangeSchema.options) {
    if (found.length >= MAX_FINDINGS) break;
    const rows = await db.scanFinding.findMany({
      where: { scanId, change },
      select: { finding: { select: FINDING_SELECT } },
      orderBy: [{ finding: { severity: "asc" } }, { findingId: "asc" }],
      take: MAX_FINDINGS - found.length,
    });
    found.push(
      ...rows.map(({ finding }) => ({
        change: change satisfies ScanChange,
        finding: toFindingItem(finding, settings, now),
      })),
    );
  }
  return found;
}

function outcomeOf(stored: string): ScanCheckItem["outcome"] {
  const known = [...CHECK_OUTCOMES, "waiting", "running"] as const;
  return known.find((outcome) => outcome === stored) ?? "not-assessed";
}

/** Feeds live as long as the platform that they read from. */
const feedsOf = new WeakMap<Platform, SharedFeeds>();

/** A scan now and as it goes on, until it is over. Viewers of one scan share one poller. Throws NOT_FOUND. */
export function watchScan(
  platform: Platform,
  projectId: string,
  scanId: string,
  signal: AbortSignal,
): AsyncGenerator<ScanDetail> {
  const feeds = feedsOf.get(platform) ?? new SharedFeeds();
  feedsOf.set(platform, feeds);
  return feeds.watch<ScanDetail>(
    {
      key: JSON.stringify([projectId, scanId]),
      pollMs: POLL_MS,
      poll: () => getScan(platform, projectId, scanId),
      isLast: isScanFinished,
    },
    signal,
  );
}
