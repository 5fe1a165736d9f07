import { SEVERITIES, type Severity } from "@plimsoll/core";

/** From 4, the worst, down to 0: how many bars its picture has, and how it sorts. */
export function severityLevel(severity: Severity): number {
  return SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);
}

/** The severity that an address names; null when it names none. */
export function severityOf(text: string | null): Severity | null {
  return SEVERITIES.find((severity) => severity === text) ?? null;
}

/** Counts in words, worst first, without those of nothing: `1 critical, 3 low`; `none` for nothing at all. */
export function countWords(counts: Readonly<Record<Severity, number>>): string {
  const words = SEVERITIES.filter((severity) => counts[severity] > 0).map((each) => `${counts[each]} ${each}`);
  return words.join(", ") || "none";
}

/** How many there are in all. */
export function countAll(counts: Readonly<Record<Severity, number>>): number {
  return SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
}

/** One number to sort by: no count of a lower severity outweighs one of a higher. */
export function severityRank(counts: Readonly<Record<Severity, number>>): number {
  return SEVERITIES.reduce((rank, severity) => rank * 1000 + Math.min(999, counts[severity]), 0);
}
