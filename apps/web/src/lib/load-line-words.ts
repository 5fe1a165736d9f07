import type { LoadLine } from "@plimsoll/core";
import { formatRate } from "./format.ts";

/** The range of a load line: what held and what broke, or that nothing higher was tried. */
export function loadLineRange({ low, high }: Pick<LoadLine, "low" | "high">): string {
  return high > low
    ? `${formatRate(low)} held, ${formatRate(high)} broke`
    : `${formatRate(low)} held, nothing higher was tried`;
}
