import type { TraceComparison } from "@plimsoll/core";

export interface CompareRow {
  path: string;
  depth: number;
  service: string;
  operation: string;
  /** Which of the two traces has this path. */
  change: "both" | "added" | "removed";
  a: CompareSide;
  b: CompareSide;
  /** b less a, in milliseconds; negative = faster. */
  totalDifference: number;
  selfDifference: number;
}
export interface CompareSide {
  count: number;
  totalMs: number;
  selfMs: number;
  errors: number;
}

export type CompareSort = "tree" | "self" | "total";
const NOTHING: CompareSide = { count: 0, totalMs: 0, selfMs: 0, errors: 0 };

/** Puts numbers to what differs, row by row; a path only one trace has counts as zero in the other. */
export function compareRows(comparison: Pick<TraceComparison, "rows">): CompareRow[] {
  return comparison.rows.map(({ path, depth, service, operation, a, b }) => {
    const [left, right] = [a ?? NOTHING, b ?? NOTHING];
    return {
      path,
      depth,
      service,
      operation,
      change: a && b ? "both" : a ? "removed" : "added",
      a: left,
      b: right,
      totalDifference: right.totalMs - left.totalMs,
      selfDifference: right.selfMs - left.selfMs,
    };
  });
}

/** In the order of the tree, or the largest difference first, whichever its direction. */
export function sortCompareRows(rows: CompareRow[], sort: CompareSort): CompareRow[] {
  if (sort === "tree") return rows;
  const key = sort === "self" ? "selfDifference" : "totalDifference";
  return rows.toSorted((x, y) => Math.abs(y[key]) - Math.abs(x[key]));
}
