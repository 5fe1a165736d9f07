import type { CapacityStep, LoadLine } from "@plimsoll/core";
import type { StatusTone } from "../../../../components/status-badge.tsx";
import { formatRate } from "../../../../lib/format.ts";
import { loadLineRange } from "../../../../lib/load-line-words.ts";

const KINDS: Record<CapacityStep["kind"], string> = { ramp: "raise", bisect: "narrow", hold: "confirm" };

/** What a step of the search was for. */
export function stepWord({ kind }: Pick<CapacityStep, "kind">): string {
  return KINDS[kind];
}

/** How a step ended. */
export function stepOutcome({ held }: Pick<CapacityStep, "held">): { tone: StatusTone; word: string } {
  if (held === null) return { tone: "info", word: "running" };
  return held ? { tone: "ok", word: "held" } : { tone: "error", word: "broke" };
}

export interface CapacityPicture {
  /** Height of each step, 0 to 1 of the picture. */
  bars: { step: CapacityStep; height: number }[];
  /** The rates between which the line lies, as far as is known, and the line itself once it is found. */
  range: { low: number; high: number; lowAt: number; highAt: number } | null;
  lineAt: number | null;
  sentence: string;
}

/** The search as bars of rate, with the range that it leaves. */
export function capacityPicture(steps: readonly CapacityStep[], line: LoadLine | null): CapacityPicture {
  const top = Math.max(1e-9, ...steps.map((step) => step.rate), line?.high ?? 0) * 1.12;
  const bounds = line ?? boundsOf(steps);
  const range = bounds && { low: bounds.low, high: bounds.high, lowAt: bounds.low / top, highAt: bounds.high / top };
  return {
    bars: steps.map((step) => ({ step, height: step.rate / top })),
    range,
    lineAt: line ? line.rate / top : null,
    sentence: sentenceOf(steps, line, bounds),
  };
}

/** The highest rate that held and the lowest that broke; null until one has broken. */
function boundsOf(steps: readonly CapacityStep[]): { low: number; high: number } | null {
  const broken = steps.filter((step) => step.held === false).map((step) => step.rate);
  if (broken.length === 0) return null;
  const high = Math.min(...broken);
  const held = steps.filter((step) => step.held === true && step.rate < high).map((step) => step.rate);
  return { low: Math.max(0, ...held), high };
}

function sentenceOf(
  steps: readonly CapacityStep[],
  line: LoadLine | null,
  bounds: { low: number; high: number } | null,
): string {
  if (line) return `${formatRate(line.rate)} is the load line: ${loadLineRange(line)}.`;
  const current = steps.find((step) => step.held === null);
  const trying = current ? ` Trying ${formatRate(current.rate)} now.` : "";
  if (!bounds) {
    const held = Math.max(0, ...steps.filter((step) => step.held === true).map((step) => step.rate));
    return held > 0 ? `${formatRate(held)} held; nothing has broken yet.${trying}` : `Nothing is decided yet.${trying}`;
  }
  if (bounds.low === 0) return `${formatRate(bounds.high)} broke, and nothing has held yet.${trying}`;
  return `The line lies between ${formatRate(bounds.low)}, which held, and ${formatRate(bounds.high)}, which broke.${trying}`;
}
