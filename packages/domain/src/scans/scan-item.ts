import {
  type Grade,
  type ScanChanges,
  type ScanItem,
  type ScanLimits,
  scanLimitsSchema,
  type ScanProfile,
  type ScanState,
  type SeverityCounts,
} from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";

/** A scan as lists read it. */
export const SCAN_INCLUDE = {
  scanTarget: { select: { name: true, kind: true } },
} as const satisfies Prisma.ScanInclude;
export type ScanRow = Prisma.ScanGetPayload<{ include: typeof SCAN_INCLUDE }>;

const UNFINISHED = ["queued", "running"] as const;
/** States of scans that go on or will. */
export const UNFINISHED_SCANS: string[] = [...UNFINISHED];

/** True when nothing of the scan will change any more. */
export function isScanFinished({ state }: { state: string }): boolean {
  return !UNFINISHED_SCANS.includes(state);
}

/** A stored scan as lists show it. What is stored as JSON was written by `finishScan` alone, out of the same types. */
export function toScanItem(row: ScanRow): ScanItem {
  return {
    id: row.id,
    targetId: row.scanTargetId,
    targetName: row.scanTarget.name,
    kind: row.scanTarget.kind as ScanItem["kind"],
    profile: row.profile as ScanProfile,
    trigger: row.trigger as ScanItem["trigger"],
    build: row.build,
    state: row.state as ScanState,
    startedBy: row.startedBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    progress: row.progress,
    requests: row.requests,
    limits: readLimits(row.limits),
    stopped: row.stopped as ScanItem["stopped"],
    message: row.message,
    changes: row.changes as unknown as ScanChanges | null,
    open: row.open as unknown as SeverityCounts | null,
    score: row.score,
    grade: row.grade as Grade | null,
  };
}

/** Budget of a stored scan; null of files. */
export function readLimits(stored: Prisma.JsonValue): ScanLimits | null {
  const limits = scanLimitsSchema.safeParse(stored);
  return limits.success ? limits.data : null;
}
