import { SEVERITIES, type Severity, type SeverityCounts } from "@plimsoll/core";

/** A severity as it is stored: its place in the list, worst first. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** The severity of a stored rank. */
export function severityOf(rank: number): Severity {
  return SEVERITIES[rank] ?? "info";
}

/** Zero of each. */
export function noCounts(): SeverityCounts {
  return { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
}

/** Findings by severity, of rows that say how many there are of a rank. */
export function countBySeverity(rows: Iterable<{ severity: number; count?: number }>): SeverityCounts {
  const counts = noCounts();
  for (const { severity, count = 1 } of rows) counts[severityOf(severity)] += count;
  return counts;
}
