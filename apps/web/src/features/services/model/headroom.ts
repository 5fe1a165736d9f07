import type { LoadLineView, ServiceLoadLine } from "@plimsoll/core";
import type { ReferenceLine } from "../../../charts/reference-lines.ts";
import type { StatusTone } from "../../../components/status-badge.tsx";
import { formatDayClock, formatPercent, formatRate } from "../../../lib/format.ts";

/** What is left below a load line, 0 to 1; below zero when there is more traffic than the line allows. */
export function headroomOf({ current, liveRate }: Pick<LoadLineView, "current" | "liveRate">): number | null {
  if (!current || liveRate === null || current.rate <= 0) return null;
  return 1 - liveRate / current.rate;
}

/** How much headroom there is, as a colour and a word. */
export function headroomTone(headroom: number): { tone: StatusTone; word: string } {
  if (headroom < 0) return { tone: "error", word: "over its line" };
  if (headroom < 0.1) return { tone: "error", word: "almost none" };
  if (headroom < 0.25) return { tone: "warn", word: "little" };
  return { tone: "ok", word: "enough" };
}

/** `63 %`, `−12 %`; whole per cents, for the rate it is made of moves. */
export function headroomText(headroom: number): string {
  const text = formatPercent(Math.round(Math.abs(headroom) * 100) / 100);
  return headroom < 0 ? `−${text}` : text;
}

/** The service that is closest to its load line; null while no line is known. */
export function closestToLine(lines: readonly ServiceLoadLine[]): { line: ServiceLoadLine; headroom: number } | null {
  let closest: { line: ServiceLoadLine; headroom: number } | null = null;
  for (const line of lines) {
    const headroom = headroomOf(line);
    if (headroom !== null && (closest === null || headroom < closest.headroom)) closest = { line, headroom };
  }
  return closest;
}

/** The load line as charts of a rate show it: its value, and when it was measured. */
export function loadLineReference({ current }: Pick<LoadLineView, "current">): ReferenceLine[] {
  if (!current) return [];
  const label = `load line ${formatRate(current.rate)}, ${formatDayClock(current.measuredAt)}`;
  return [{ value: current.rate, label, color: "var(--load-line)" }];
}

/** How the line moved since the one before it, relative; null where there is none before. */
export function changeOfLine({ current, history }: Pick<LoadLineView, "current" | "history">): {
  change: number;
  build: string | null;
} | null {
  if (!current) return null;
  const before = history
    .filter((line) => Date.parse(line.measuredAt) < Date.parse(current.measuredAt))
    .toSorted((a, b) => Date.parse(b.measuredAt) - Date.parse(a.measuredAt))[0];
  return before && before.rate > 0 ? { change: current.rate / before.rate - 1, build: before.build } : null;
}
