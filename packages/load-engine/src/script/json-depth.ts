import type { Value } from "./values.ts";

/** Whether arrays and objects nest more than `most` deep. The text decides quickly in nearly all cases. */
export function nestsDeeper(text: string, value: Value, most: number): boolean {
  // Brackets within strings count too, so that this is at most too much.
  return text.length > 2 * most && bracketsDeep(text) > most && isDeeper(value, most);
}

function bracketsDeep(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return deepest;
}

/** Looks no deeper than `most`. */
function isDeeper(value: Value, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (most === 0) return true;
  return Object.values(value).some((inner) => isDeeper(inner, most - 1));
}
