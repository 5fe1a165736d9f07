import { type ChildIndex, indexChildren, type SpanColumns } from "./span-tree.ts";

/**
 * Time of each span in nanoseconds that none of its children covers: its duration less the union of the children's
 * intervals, cut to its own. Children that overlap (parallel calls) are counted once.
 */
export function computeSelfTimes(
  columns: SpanColumns,
  children: ChildIndex = indexChildren(columns.parent),
): Float64Array {
  const { start, duration } = columns;
  const self = new Float64Array(start.length);
  for (let span = 0; span < start.length; span++) {
    const begin = start[span] ?? 0;
    const end = begin + (duration[span] ?? 0);
    let covered = 0;
    let reached = begin;
    // Columns are in order of start, and so are the children: one sweep joins their intervals.
    for (let c = children.offset[span] ?? 0; c < (children.offset[span + 1] ?? 0); c++) {
      const index = children.child[c] ?? 0;
      const from = Math.max(start[index] ?? 0, reached);
      const to = Math.min((start[index] ?? 0) + (duration[index] ?? 0), end);
      if (to <= from) continue;
      covered += to - from;
      reached = to;
    }
    self[span] = Math.max(0, end - begin - covered);
  }
  return self;
}
