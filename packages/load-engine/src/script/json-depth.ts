import type { Value } from "./values.ts";

/** Whether arrays and objects nest more than `most` deep; looks no further than that. */
export function nestsDeeper(value: Value, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (most === 0) return true;
  for (const inner of Array.isArray(value) ? value : Object.values(value))
    if (nestsDeeper(inner, most - 1)) return true;
  return false;
}
