/** The page's time range as the URL holds it: a preset (`?range=1h`) or two instants (`?from=…&to=…`). */
export const PRESETS = [
  { id: "5m", label: "Last 5 minutes", ms: 300_000 },
  { id: "15m", label: "Last 15 minutes", ms: 900_000 },
  { id: "1h", label: "Last hour", ms: 3_600_000 },
  { id: "3h", label: "Last 3 hours", ms: 10_800_000 },
  { id: "6h", label: "Last 6 hours", ms: 21_600_000 },
  { id: "12h", label: "Last 12 hours", ms: 43_200_000 },
  { id: "24h", label: "Last 24 hours", ms: 86_400_000 },
  { id: "2d", label: "Last 2 days", ms: 172_800_000 },
  { id: "7d", label: "Last 7 days", ms: 604_800_000 },
  { id: "14d", label: "Last 14 days", ms: 1_209_600_000 },
] as const;
export type PresetId = (typeof PRESETS)[number]["id"];
const DEFAULT_PRESET: PresetId = "1h";

export type RangeSelection = { preset: PresetId } | { preset: null; fromMs: number; toMs: number };
/** URL parameters that belong to the time range and travel along every link inside the console. */
export const RANGE_PARAMS = ["range", "from", "to", "live"] as const;

const presetOf = (id: string | null) => PRESETS.find((preset) => preset.id === id);

/** Reads the range from URL parameters; anything that makes no sense is the default preset. */
export function parseRange(params: Pick<URLSearchParams, "get">): RangeSelection {
  const fromMs = Date.parse(params.get("from") ?? "");
  const toMs = Date.parse(params.get("to") ?? "");
  if (fromMs < toMs) return { preset: null, fromMs, toMs };
  return { preset: presetOf(params.get("range"))?.id ?? DEFAULT_PRESET };
}

/** The URL parameters of a selection; null removes a parameter. */
export function rangeParams(selection: RangeSelection): Record<"range" | "from" | "to", string | null> {
  if (selection.preset) {
    return { range: selection.preset === DEFAULT_PRESET ? null : selection.preset, from: null, to: null };
  }
  return { range: null, from: new Date(selection.fromMs).toISOString(), to: new Date(selection.toMs).toISOString() };
}

/** The two ends of a selection, in milliseconds since the epoch. */
export function resolveRange(selection: RangeSelection, nowMs: number): { fromMs: number; toMs: number } {
  if (!selection.preset) return { fromMs: selection.fromMs, toMs: selection.toMs };
  return { fromMs: nowMs - (presetOf(selection.preset)?.ms ?? 3_600_000), toMs: nowMs };
}

/** Twice as much: the next preset, or the span doubled around its middle without reaching past now. */
export function zoomedOut(selection: RangeSelection, nowMs: number): RangeSelection {
  if (selection.preset) {
    const next = PRESETS[PRESETS.findIndex((preset) => preset.id === selection.preset) + 1];
    return { preset: next?.id ?? selection.preset };
  }
  const span = selection.toMs - selection.fromMs;
  const toMs = Math.min(selection.toMs + span / 2, Math.max(nowMs, selection.toMs));
  return { preset: null, fromMs: Math.round(toMs - span * 2), toMs: Math.round(toMs) };
}

/** A stretch chosen on a chart, never shorter than a second. */
export function chosenRange(aMs: number, bMs: number): RangeSelection {
  const fromMs = Math.floor(Math.min(aMs, bMs));
  return { preset: null, fromMs, toMs: Math.max(Math.ceil(Math.max(aMs, bMs)), fromMs + 1000) };
}

/** How often a live page asks again: short ranges often, long ones seldom. */
export function liveIntervalMs(spanMs: number): number {
  if (spanMs <= 900_000) return 5000;
  if (spanMs <= 3_600_000) return 10_000;
  return spanMs <= 21_600_000 ? 30_000 : 60_000;
}
