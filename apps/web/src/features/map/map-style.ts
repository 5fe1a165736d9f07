import type { ServiceEdge } from "@plimsoll/core";

/** The share of calls that failed; null when there were none. */
export function errorRatioOf(edge: Pick<ServiceEdge, "calls" | "errors">): number | null {
  return edge.calls === 0 ? null : edge.errors / edge.calls;
}

export const ERROR_LEVELS = [
  { from: 0, color: "var(--map-edge)", label: "under 0.5 % failed" },
  { from: 0.005, color: "var(--warn)", label: "0.5 % to 5 %" },
  { from: 0.05, color: "var(--error)", label: "5 % or more" },
] as const;

/** The colour of an edge or node by the share of its calls that failed. */
export function errorColor(ratio: number | null): string {
  return ERROR_LEVELS.findLast((level) => (ratio ?? 0) >= level.from)?.color ?? ERROR_LEVELS[0].color;
}

/** Width of an edge in pixels: logarithmic, 1.5 for the least and 8 for the most called. */
export function edgeWidth(rate: number, maxRate: number): number {
  if (rate <= 0 || maxRate <= 0) return 1.5;
  return 1.5 + 6.5 * (Math.log1p((rate / maxRate) * 50) / Math.log1p(50));
}
