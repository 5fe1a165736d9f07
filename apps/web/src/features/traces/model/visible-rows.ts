import type { TraceModel } from "./trace-model.ts";

/** The rows of the waterfall: which span stands in which row, and back (-1 = hidden in a collapsed one). */
export interface VisibleRows {
  spans: Int32Array;
  rowOf: Int32Array;
}

/** Lists the spans to show when those with a 1 in `collapsed` hide what is below them. */
export function visibleRows(model: TraceModel, collapsed: Uint8Array): VisibleRows {
  const spans = new Int32Array(model.count);
  const rowOf = new Int32Array(model.count).fill(-1);
  let rows = 0;
  for (let at = 0; at < model.count; ) {
    const span = model.order[at] ?? 0;
    rowOf[span] = rows;
    spans[rows++] = span;
    at += collapsed[span] === 1 ? (model.subtreeSize[span] ?? 1) : 1;
  }
  return { spans: spans.subarray(0, rows), rowOf };
}

/** Collapses (or opens) every span below `span` that has children, and `span` itself when `inclusive`. */
export function setBelow(
  model: TraceModel,
  collapsed: Uint8Array,
  span: number,
  value: 0 | 1,
  inclusive: boolean,
): void {
  const first = model.position[span] ?? 0;
  const last = first + (model.subtreeSize[span] ?? 1);
  for (let at = inclusive ? first : first + 1; at < last; at++) {
    const below = model.order[at] ?? 0;
    if ((model.childCount[below] ?? 0) > 0) collapsed[below] = value;
  }
}

/** Collapses everything down to a depth; 0 leaves the roots alone, Infinity opens all. */
export function collapseToDepth(model: TraceModel, collapsed: Uint8Array, depth: number): void {
  for (let span = 0; span < model.count; span++) {
    collapsed[span] = (model.depth[span] ?? 0) >= depth && (model.childCount[span] ?? 0) > 0 ? 1 : 0;
  }
}

/** Opens every ancestor of `span`; tells whether anything changed. */
export function reveal(model: TraceModel, collapsed: Uint8Array, span: number): boolean {
  let changed = false;
  for (let above = model.parent[span] ?? -1; above >= 0; above = model.parent[above] ?? -1) {
    if (collapsed[above] === 1) {
      collapsed[above] = 0;
      changed = true;
    }
  }
  return changed;
}
