import type { LoadTimeSpent } from "@plimsoll/core";
import { formatCount, formatPercent, plural } from "../../../../lib/format.ts";

export type TimeRow = LoadTimeSpent["rows"][number];

export interface TimeBar {
  row: TimeRow;
  /** Shares of the longest bar, 0 to 1: what a request spends at rest, and what the load added (or took away). */
  rest: number;
  added: number;
  saved: number;
}

/** Self times as bars, what added most first; without a baseline, what takes longest. */
export function timeBars(rows: readonly TimeRow[]): TimeBar[] {
  const longest = Math.max(1e-9, ...rows.map((row) => Math.max(row.selfMs, row.baselineSelfMs ?? 0)));
  return rows
    .toSorted((a, b) => (b.addedMs ?? 0) - (a.addedMs ?? 0) || b.selfMs - a.selfMs)
    .map((row) => {
      const base = row.baselineSelfMs;
      if (base === null) return { row, rest: row.selfMs / longest, added: 0, saved: 0 };
      const shared = Math.min(base, row.selfMs);
      return {
        row,
        rest: shared / longest,
        added: Math.max(0, row.selfMs - base) / longest,
        saved: Math.max(0, base - row.selfMs) / longest,
      };
    });
}

/** What was compared with what. */
export function comparedWords({ runTraces, baselineTraces, baselineFrom }: LoadTimeSpent): string {
  const run = plural(runTraces, "trace");
  if (baselineFrom === "none") return `${run} of the run; nothing to compare with`;
  const base = baselineFrom === "before the run" ? "of the quiet baseline before it" : "of live traffic before it";
  return `${run} of the run against ${formatCount(baselineTraces)} ${base}`;
}

const MOST_OF_IT = 0.4;

/** What to say when nothing stands out: that nothing got slower, and where most of the time goes all the same. */
export function quietSentence({ rows, baselineFrom }: Pick<LoadTimeSpent, "rows" | "baselineFrom">): string {
  const whole = rows.reduce((sum, row) => sum + row.selfMs, 0);
  const largest = rows.toSorted((a, b) => b.selfMs - a.selfMs)[0];
  const share = largest && whole > 0 ? largest.selfMs / whole : 0;
  const most =
    largest && share >= MOST_OF_IT
      ? `${formatPercent(share)} of a request's time goes to \`${largest.operation}\` in ${largest.service}`
      : null;
  if (baselineFrom === "none") return most ? `${most}.` : "There is no baseline to compare with.";
  return most
    ? `No operation got much slower under load. ${most}, as at rest.`
    : "No operation got much slower under load.";
}
