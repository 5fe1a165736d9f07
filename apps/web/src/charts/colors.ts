/** Resolves `var(--name)` to the colour it has now, for canvas; anything else is returned as it is. */
export function resolveColor(color: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  if (!name) return color;
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#8fa1b5";
}

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** A colour between `low`, `mid` and `high` (hex) at 0 to 1. */
export function heatColor(at: number, low: string, mid: string, high: string): string {
  const [from, to, part] = at < 0.5 ? [low, mid, at * 2] : [mid, high, at * 2 - 1];
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((channel, index) => Math.round(channel + ((b[index] ?? 0) - channel) * part));
  return `rgb(${mixed.join(" ")})`;
}
