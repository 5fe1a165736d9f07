const NANOS: ReadonlyMap<string, number> = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["µs", 1e3],
  ["μs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["m", 60e9],
  ["h", 3600e9],
]);
const PART = /(\d+(?:\.\d+)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Reads `250ms`, `1.5s` or `1m30s` as whole nanoseconds; null when it is not a duration with units. */
export function parseDurationNanos(text: string): number | null {
  if (text === "0") return 0;
  let nanos = 0;
  let at = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    const unit = match && NANOS.get(match[2] ?? "");
    if (!match || unit === null || unit === undefined) return null;
    nanos += Number(match[1]) * unit;
    at = PART.lastIndex;
  }
  return text === "" ? null : Math.round(nanos);
}

/** Writes whole nanoseconds in the largest unit that needs no more than three decimals: `250ms`, `1.5s`, `430us`. */
export function formatDurationNanos(nanos: number): string {
  if (nanos === 0) return "0ms";
  const units: [number, string][] = [
    [3600e9, "h"],
    [60e9, "m"],
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "us"],
  ];
  for (const [size, unit] of units) {
    // Hours and minutes only when whole: "1.5h" is harder to read than "90m".
    const thousandths = (nanos / size) * 1000;
    const exact = size > 1e9 ? nanos % size === 0 : Number.isInteger(thousandths);
    if (nanos >= size && exact) return `${nanos / size}${unit}`;
  }
  return `${nanos}ns`;
}
