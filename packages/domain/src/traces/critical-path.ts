import { type ChildIndex, indexChildren, orderTopDown, type SpanColumns } from "./span-tree.ts";

/** Between `start` and `end` (relative nanoseconds) the trace waited for `span` itself and none of its children. */
export interface PathInterval {
  span: number;
  start: number;
  end: number;
}

/** When the last span below (or the span itself) ended: asynchronous children may outlive their parent. */
function computeSubtreeEnds({ start, duration, parent }: SpanColumns, children: ChildIndex): Float64Array {
  const ends = start.map((begin, index) => begin + (duration[index] ?? 0));
  const order = orderTopDown(parent, children);
  for (let at = order.length - 1; at >= 0; at--) {
    const span = order[at] ?? 0;
    const up = parent[span] ?? -1;
    if (up >= 0) ends[up] = Math.max(ends[up] ?? 0, ends[span] ?? 0);
  }
  return ends;
}

/**
 * The chain of span intervals that decided how long the trace took, in order of time: shorten any of them and the trace
 * ends sooner. Read backwards from the end of the trace: the last child to finish before the instant reached is what
 * the parent waited for (the rule of "The Mystery Machine", OSDI 2014, as tracing tools apply it). Children that ran in
 * the shadow of a later one are not on the path; a child that outlives its parent carries the path past it.
 */
export function computeCriticalPath(
  columns: SpanColumns,
  children: ChildIndex = indexChildren(columns.parent),
): PathInterval[] {
  const { start, duration, parent } = columns;
  const ends = computeSubtreeEnds(columns, children);
  const byEnd = (a: number, b: number) => (ends[b] ?? 0) - (ends[a] ?? 0);
  const roots = [...parent.keys()].filter((index) => (parent[index] ?? -1) < 0).sort(byEnd);
  const path: PathInterval[] = [];
  const add = (span: number, from: number, to: number) => {
    const begin = Math.max(from, start[span] ?? 0);
    const end = Math.min(to, (start[span] ?? 0) + (duration[span] ?? 0));
    if (end > begin) path.push({ span, start: begin, end });
  };
  /** A span on the way, the instant reached in it, and its children still to look at, last to finish first. */
  type Frame = { span: number; cursor: number; next: number; children: number[] };
  const stack: Frame[] = [];
  const enter = (span: number, cursor: number) => {
    const own = [...children.child.subarray(children.offset[span] ?? 0, children.offset[span + 1] ?? 0)].sort(byEnd);
    stack.push({ span, cursor, next: 0, children: own });
  };
  let reached = Number.POSITIVE_INFINITY;
  for (const root of roots) {
    if ((ends[root] ?? 0) > reached) continue;
    enter(root, ends[root] ?? 0);
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const child = frame.children[frame.next++];
      if (child === undefined) {
        add(frame.span, start[frame.span] ?? 0, frame.cursor);
        stack.pop();
        continue;
      }
      const end = ends[child] ?? 0;
      if (end > frame.cursor || end <= (start[frame.span] ?? 0)) continue;
      add(frame.span, end, frame.cursor);
      frame.cursor = Math.max(start[child] ?? 0, start[frame.span] ?? 0);
      enter(child, end);
    }
    reached = start[root] ?? 0;
  }
  return path.reverse();
}
