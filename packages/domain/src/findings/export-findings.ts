import {
  type CheckOutcome,
  type ExportedFile,
  type ExportFormat,
  type FindingsExportInput,
  type FindingState,
} from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import {
  type ExportedCheck,
  type ExportedFinding,
  type ExportInput,
  findCheck,
  toJunit,
  toSarif,
  toVex,
} from "@plimsoll/security-checks";
import type { Platform } from "../platform.ts";
import { findScanTarget, type ScanTargetRow, targetLabel } from "../scans/find-scan-target.ts";
import { findScan } from "../scans/list-scans.ts";
import { VERSION } from "../version.ts";
import { endSuppressions } from "./end-suppressions.ts";
import { readPlace } from "./finding-item.ts";
import { readEvidence } from "./get-finding.ts";
import { whereFindings } from "./list-findings.ts";
import { getSecuritySettings } from "./security-settings.ts";
import { severityOf } from "./severities.ts";

type Db = Platform["db"];
/** More than the largest lock file has holes. */
const MAX_EXPORTED = 10_000;

/**
 * What a scan saw, for other tools: findings that were there, suppressed ones marked as such, and every check it made. Throws
 * NOT_FOUND.
 */
export async function exportScan(
  db: Db,
  projectId: string,
  { scanId, format }: { scanId: string; format: ExportFormat },
  now: Date = new Date(),
): Promise<ExportedFile> {
  await endSuppressions(db, now, projectId);
  const scan = await findScan(db, projectId, scanId);
  const target = await findScanTarget(db, projectId, scan.scanTargetId);
  const seen = { some: { scanId, change: { notIn: ["fixed", "not-assessed"] } } };
  const findings = await readFindings(db, { scanTargetId: target.id, scans: seen });
  const checks = await readChecks(db, scanId);
  const startedAt = (scan.startedAt ?? scan.createdAt).toISOString();
  const finishedAt = (scan.finishedAt ?? now).toISOString();
  return render(format, target, { startedAt, finishedAt, checks, findings });
}

/** The findings of a target that meet a filter, as they are now, with the checks of its last scan. Throws NOT_FOUND. */
export async function exportFindings(
  db: Db,
  projectId: string,
  { format, ...filter }: FindingsExportInput,
  now: Date = new Date(),
): Promise<ExportedFile> {
  await endSuppressions(db, now, projectId);
  const target = await findScanTarget(db, projectId, filter.targetId);
  const settings = await getSecuritySettings(db, projectId);
  const findings = await readFindings(db, whereFindings(projectId, filter, { settings, now }));
  const last = await db.scan.findFirst({
    where: { scanTargetId: target.id, score: { not: null } },
    orderBy: { createdAt: "desc" },
  });
  const checks = last ? await readChecks(db, last.id) : [];
  const at = now.toISOString();
  const startedAt = last?.startedAt?.toISOString() ?? at;
  return render(format, target, { startedAt, finishedAt: last?.finishedAt?.toISOString() ?? at, checks, findings });
}

async function readFindings(db: Db, where: Prisma.FindingWhereInput): Promise<ExportedFinding[]> {
  const rows = await db.finding.findMany({
    where,
    orderBy: [{ severity: "asc" }, { firstSeenAt: "desc" }, { id: "desc" }],
    take: MAX_EXPORTED,
  });
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    checkId: row.checkId,
    place: readPlace(row.place),
    title: row.title,
    detail: row.detail,
    severity: severityOf(row.severity),
    evidence: readEvidence(row.evidence),
    state: row.state as FindingState,
    ...(row.suppressedFor !== null && row.state === row.suppressedAs ? { reason: row.suppressedFor } : {}),
    firstSeenAt: row.firstSeenAt.toISOString(),
  }));
}

async function readChecks(db: Db, scanId: string): Promise<ExportedCheck[]> {
  const rows = await db.scanCheck.findMany({ where: { scanId }, orderBy: { position: "asc" } });
  return rows.flatMap(({ checkId, outcome, reason, durationMs }) => {
    const info = findCheck(checkId);
    if (!info) return [];
    const why = reason === null ? {} : { reason };
    return [{ info, outcome: outcomeOf(outcome), durationMs: durationMs ?? 0, ...why }];
  });
}

/** A check that waits or runs still has said nothing. */
function outcomeOf(stored: string): CheckOutcome {
  return stored === "waiting" || stored === "running" ? "not-assessed" : (stored as CheckOutcome);
}

const FORMATS = {
  sarif: {
    extension: "sarif",
    contentType: "application/sarif+json",
    write: (input: ExportInput) => json(toSarif(input)),
  },
  vex: {
    extension: "vex.json",
    contentType: "application/vnd.cyclonedx+json",
    write: (input: ExportInput) => json(toVex(input)),
  },
  junit: { extension: "junit.xml", contentType: "application/xml", write: toJunit },
} as const;

function render(
  format: ExportFormat,
  target: ScanTargetRow,
  of: Pick<ExportInput, "startedAt" | "finishedAt" | "checks" | "findings">,
): ExportedFile {
  const { extension, contentType, write } = FORMATS[format];
  const name = target.name.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+/, "") || "findings";
  const content = write({ version: VERSION, target: targetLabel(target), ...of });
  return { fileName: `${name}-${of.finishedAt.slice(0, 10)}.${extension}`, contentType, content };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
