const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d+)?)\s*(ms|sec|s|min|m|h)\s*/gy;

/** What a person wrote as a length of time, in milliseconds: `30s`, `1 min 30 s`, `1h`; a bare number is seconds. Null when it is none. */
export function parseDurationText(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
  let [sum, end] = [0, 0];
  for (const match of trimmed.matchAll(PART)) {
    sum += Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? 0);
    end = match.index + match[0].length;
  }
  return trimmed !== "" && end === trimmed.length ? Math.round(sum) : null;
}

/** The same the other way round, exact: 90000 is `1 min 30 s`. */
export function durationText(ms: number): string {
  if (ms === 0) return "0 s";
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of [
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(" ");
}
