import { type LoadThreshold, type LoadThresholdState, parseLoadThreshold } from "@plimsoll/core";
import type { StatusTone } from "../../../../components/status-badge.tsx";
import { formatCount, formatDuration, formatPercent, formatRate, NO_DATA } from "../../../../lib/format.ts";
import type { ReferenceLine } from "../../../../charts/reference-lines.ts";

/** A threshold as it was written, taken apart; null for one that cannot be read. */
function parsed(text: string): LoadThreshold | null {
  try {
    return parseLoadThreshold(text);
  } catch {
    return null;
  }
}

/** The measured value in the threshold's own unit. */
export function thresholdValue({ text, value }: Pick<LoadThresholdState, "text" | "value">): string {
  if (value === null) return NO_DATA;
  switch (parsed(text)?.unit) {
    case "ms":
      return formatDuration(value);
    case "share":
      return formatPercent(value);
    case "per second":
      return formatRate(value);
    default:
      return formatCount(value);
  }
}

/** The light of a threshold: what it says and in which colour. */
export function thresholdLight(state: LoadThresholdState, isOver: boolean): { tone: StatusTone; word: string } {
  if (state.ok === null) return { tone: "unknown", word: isOver ? "not judged" : "undecided" };
  if (!state.ok) return { tone: "error", word: "broken" };
  // A rolling window that broke once stays broken in the verdict, though it holds at the moment.
  if (state.brokenAtSecond !== null) return { tone: "warn", word: "holds again" };
  return { tone: "ok", word: isOver ? "held" : "holds" };
}

/** Upper limits of percentiles over all requests, as lines on the chart of latencies. */
export function latencyLimits(texts: readonly string[]): ReferenceLine[] {
  return texts.flatMap((text) => {
    const threshold = parsed(text);
    if (!threshold || threshold.step !== null || threshold.unit !== "ms" || !threshold.op.startsWith("<")) return [];
    return [
      {
        value: threshold.value,
        label: `${threshold.metric} ${threshold.op} ${formatDuration(threshold.value)}`,
        color: "var(--muted)",
      },
    ];
  });
}
