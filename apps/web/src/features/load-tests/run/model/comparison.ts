import type { LoadComparisonRow } from "@plimsoll/core";
import type { StatusTone } from "../../../../components/status-badge.tsx";
import { formatDuration, formatPercent, formatRate, NO_DATA } from "../../../../lib/format.ts";

type Metric = LoadComparisonRow["metric"];
const METRICS: Record<Metric, { label: string; format: (value: number | null) => string }> = {
  p50Ms: { label: "p50", format: formatDuration },
  p95Ms: { label: "p95", format: formatDuration },
  p99Ms: { label: "p99", format: formatDuration },
  errorShare: { label: "errors", format: formatPercent },
  rate: { label: "rate", format: formatRate },
};

/** A figure's name and its value as people read it. */
export function metricWords(metric: Metric): (typeof METRICS)[Metric] {
  return METRICS[metric];
}

/** What stands for all requests of a run together. */
export function stepLabel(step: string): string {
  return step === "" ? "All requests" : step;
}

/** Rows by step, in the order in which steps first occur. */
export function byStep(rows: readonly LoadComparisonRow[]): { step: string; rows: LoadComparisonRow[] }[] {
  const steps = new Map<string, LoadComparisonRow[]>();
  for (const row of rows) steps.set(row.step, [...(steps.get(row.step) ?? []), row]);
  return [...steps].map(([step, ofStep]) => ({ step, rows: ofStep }));
}

/** The change with its sign: relative, `+12 %`, but of errors in percentage points, for they often come from nothing. */
export function changeWords({ metric, base, value, change }: Changed): string {
  if (metric === "errorShare") {
    if (base === null || value === null) return NO_DATA;
    return signed(value - base, (size) => `${formatPercent(size).replace(" %", "")} points`);
  }
  return change === null ? NO_DATA : signed(change, formatPercent);
}
type Changed = Pick<LoadComparisonRow, "metric" | "base" | "value" | "change">;

function signed(change: number, format: (size: number) => string): string {
  if (Math.abs(change) < 0.000_05) return "unchanged";
  return `${change > 0 ? "+" : "−"}${format(Math.abs(change))}`;
}

const VERDICTS: Record<LoadComparisonRow["verdict"], { tone: StatusTone; word: string }> = {
  better: { tone: "ok", word: "better" },
  worse: { tone: "error", word: "worse" },
  same: { tone: "unknown", word: "same" },
  unknown: { tone: "unknown", word: "cannot say" },
};

export function verdictWords(verdict: LoadComparisonRow["verdict"]): { tone: StatusTone; word: string } {
  return VERDICTS[verdict];
}

/** What the p-value says, for the hover text. */
export function chanceWords({ verdict, pValue }: Pick<LoadComparisonRow, "verdict" | "pValue">): string {
  if (pValue === null) return "There is too little to tell a difference from chance.";
  const p = pValue < 0.001 ? "p < 0.001" : `p = ${Number(pValue.toPrecision(2))}`;
  if (verdict === "unknown")
    return `${p}: the figures scatter too much to tell this difference from chance. Run longer.`;
  if (verdict === "same") return `${p}: a difference of this size is within what chance explains.`;
  return `${p}: the probability that chance alone makes so large a difference.`;
}

/** The comparison in a sentence: what got worse first, by how much. */
export function comparisonSentence(rows: readonly LoadComparisonRow[]): { tone: StatusTone; sentence: string } {
  const worse = rows.filter((row) => row.verdict === "worse");
  const better = rows.filter((row) => row.verdict === "better");
  const known = rows.filter((row) => row.verdict !== "unknown");
  if (known.length === 0)
    return { tone: "unknown", sentence: "There is too little in one of the runs to compare them." };
  if (worse.length === 0 && better.length === 0) {
    const unsure = rows.filter(({ verdict, pValue }) => verdict === "unknown" && pValue !== null).length;
    if (unsure === 0) return { tone: "ok", sentence: "No difference beyond what chance explains." };
    return {
      tone: "unknown",
      sentence: `Nothing is certain: ${unsure} of ${rows.length} figures scatter too much to tell.`,
    };
  }
  const parts = [
    worse.length > 0 ? `worse: ${listed(worse)}` : "",
    better.length > 0 ? `better: ${listed(better)}` : "",
  ].filter(Boolean);
  const sentence = parts.join("; ");
  return {
    tone: worse.length > 0 ? "error" : "ok",
    sentence: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`,
  };
}

const MOST_NAMED = 3;

function listed(rows: readonly LoadComparisonRow[]): string {
  const largest = rows.toSorted((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0));
  const named = largest
    .slice(0, MOST_NAMED)
    .map((row) => `${stepLabel(row.step)} ${metricWords(row.metric).label} ${changeWords(row)}`);
  const more = rows.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}
