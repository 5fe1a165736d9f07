import type { Severity } from "@plimsoll/core";
import cvss from "ae-cvss-calculator";
import type { Advisory, AdvisoryAffected, AdvisorySeverity } from "../advisory.ts";

const NAMES: Readonly<Record<string, Severity>> = {
  CRITICAL: "critical",
  HIGH: "high",
  IMPORTANT: "high",
  MODERATE: "medium",
  MEDIUM: "medium",
  LOW: "low",
};

/** How bad an advisory is for a package, and by what it was judged. */
export interface JudgedSeverity {
  severity: Severity;
  /** For people, such as `CVSS 9.8 (CVSS:3.1/AV:N/…)`. */
  basis: string;
}

/**
 * By the package's own CVSS vector, else the advisory's (of several kinds the newest), else the database's word. A malicious
 * package is critical. An advisory that says nothing counts as medium.
 */
export function severityOf(advisory: Advisory, affected: AdvisoryAffected): JudgedSeverity {
  if (isMalicious(advisory)) return { severity: "critical", basis: "a malicious package" };
  const scored = scoreOf(affected.severity) ?? scoreOf(advisory.severity);
  if (scored)
    return { severity: severityOfScore(scored.score), basis: `CVSS ${scored.score.toFixed(1)} (${scored.vector})` };
  const word = affected.databaseSeverity ?? advisory.databaseSeverity;
  const named = NAMES[word?.toUpperCase() ?? ""];
  if (named) return { severity: named, basis: `${word} in its database` };
  return { severity: "medium", basis: "no severity is given" };
}

/** OpenSSF's database of malicious packages numbers its advisories `MAL-…`. */
export function isMalicious({ id, aliases }: Advisory): boolean {
  return [id, ...aliases].some((name) => name.startsWith("MAL-"));
}

function scoreOf(severities: readonly AdvisorySeverity[]): { score: number; vector: string } | null {
  const newestFirst = [...severities].sort((left, right) => (left.type < right.type ? 1 : -1));
  for (const { score: vector } of newestFirst) {
    const score = readScore(vector);
    if (score !== null) return { score, vector };
  }
  return null;
}

/** The overall score of a CVSS 2, 3.0, 3.1 or 4.0 vector; null for what is none. */
function readScore(vector: string): number | null {
  try {
    const overall: unknown = cvss.fromVector(vector)?.calculateScores().overall;
    return typeof overall === "number" && Number.isFinite(overall) ? overall : null;
  } catch {
    return null;
  }
}

/** The scale of https://www.first.org/cvss/v4.0/specification-document (section 6). */
function severityOfScore(score: number): Severity {
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  if (score >= 4) return "medium";
  return score > 0 ? "low" : "info";
}
