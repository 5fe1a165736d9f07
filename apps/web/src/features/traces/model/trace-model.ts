import type { TraceOutline } from "@plimsoll/core";

/**
 * A trace ready for drawing: flat typed arrays indexed by span, and the tree as one depth-first order in which every
 * subtree is a contiguous run. Built without recursion, so that a chain of 50,000 spans is as good as a bush.
 */
export interface TraceModel {
  outline: TraceOutline;
  count: number;
  /** As in the outline, but -1 also where a cycle had to be cut. */
  parent: Int32Array;
  depth: Int32Array;
  maxDepth: number;
  /** Spans in depth-first order, siblings by start. */
  order: Int32Array;
  /** Where a span stands in `order`. */
  position: Int32Array;
  /** Spans in the subtree, the span itself included. */
  subtreeSize: Int32Array;
  childCount: Int32Array;
  /** Spans with an error in the subtree, the span itself included. */
  errorsWithin: Int32Array;
  start: Float64Array;
  end: Float64Array;
  /** 1 where a span lies outside its parent's time by more than asynchronous work explains: it starts before it. */
  skewed: Uint8Array;
  /** 1 where the parent is named but not here. */
  orphan: Uint8Array;
  /** Relative nanoseconds from the first start to the last end; at least 1 so that it can divide. */
  rangeStart: number;
  rangeEnd: number;
  errors: number;
  cyclesCut: number;
  critical: CriticalPath;
}

/** Stretches of the critical path grouped by span: those of span `i` are `offset[i]` up to `offset[i + 1]`. */
interface CriticalPath {
  offset: Int32Array;
  start: Float64Array;
  end: Float64Array;
}

export const STATUS_ERROR = 2;

/** Builds the model of an outline in time linear in its spans. */
export function buildTraceModel(outline: TraceOutline): TraceModel {
  const count = outline.spanId.length;
  const { parent, cyclesCut } = cutCycles(outline.parent, count);
  const order = depthFirstOrder(parent, count);
  const orphan = new Uint8Array(count);
  for (const span of outline.missingParent) orphan[span] = 1;
  return {
    outline,
    count,
    parent,
    order,
    ...placeInTree(parent, order),
    ...placeInTime(outline, parent),
    ...sumSubtrees(outline, parent, order),
    orphan,
    errors: outline.status.reduce((sum, status) => sum + (status === STATUS_ERROR ? 1 : 0), 0),
    cyclesCut,
    critical: groupCriticalPath(outline.criticalPath, count),
  };
}

/** Where each span stands in the tree. In depth-first order, so that a parent's depth is known before its children's. */
function placeInTree(parent: Int32Array, order: Int32Array) {
  const position = new Int32Array(order.length);
  const depth = new Int32Array(order.length);
  const childCount = new Int32Array(order.length);
  let maxDepth = 0;
  for (let at = 0; at < order.length; at++) {
    const span = order[at] ?? 0;
    const above = parent[span] ?? -1;
    position[span] = at;
    if (above < 0) continue;
    const level = (depth[above] ?? 0) + 1;
    depth[span] = level;
    if (level > maxDepth) maxDepth = level;
    childCount[above] = (childCount[above] ?? 0) + 1;
  }
  return { position, depth, maxDepth, childCount };
}

/** From when to when each span ran, and all of them. */
function placeInTime(outline: TraceOutline, parent: Int32Array) {
  const start = Float64Array.from(outline.start);
  const end = new Float64Array(start.length);
  const skewed = new Uint8Array(start.length);
  let rangeStart = start.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  let rangeEnd = Number.NEGATIVE_INFINITY;
  for (let span = 0; span < start.length; span++) {
    const above = parent[span] ?? -1;
    const from = start[span] ?? 0;
    const to = from + (outline.duration[span] ?? 0);
    end[span] = to;
    if (from < rangeStart) rangeStart = from;
    if (to > rangeEnd) rangeEnd = to;
    if (above >= 0 && from < (start[above] ?? 0)) skewed[span] = 1;
  }
  return { start, end, skewed, rangeStart, rangeEnd: Math.max(rangeEnd, rangeStart + 1) };
}

/** Spans may name each other as parents, by accident or malice: each cycle is cut above its earliest span. */
function cutCycles(parents: number[], count: number): { parent: Int32Array; cyclesCut: number } {
  const parent = Int32Array.from(parents, (above) => (above >= 0 && above < count ? above : -1));
  /** 0 not seen, otherwise the number of the walk that saw it. */
  const seenIn = new Int32Array(count);
  let cyclesCut = 0;
  for (let first = 0; first < count; first++) {
    const walk = first + 1;
    let span = first;
    while (span >= 0 && seenIn[span] === 0) {
      seenIn[span] = walk;
      span = parent[span] ?? -1;
    }
    if (span < 0 || seenIn[span] !== walk) continue;
    let earliest = span;
    for (let on = parent[span] ?? -1; on !== span; on = parent[on] ?? span) if (on < earliest) earliest = on;
    parent[earliest] = -1;
    cyclesCut++;
  }
  return { parent, cyclesCut };
}

function depthFirstOrder(parent: Int32Array, count: number): Int32Array {
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  let firstRoot = -1;
  // Backwards, so that lists built at their head end up in order of start.
  for (let span = count - 1; span >= 0; span--) {
    const above = parent[span] ?? -1;
    if (above < 0) {
      nextSibling[span] = firstRoot;
      firstRoot = span;
    } else {
      nextSibling[span] = firstChild[above] ?? -1;
      firstChild[above] = span;
    }
  }
  const order = new Int32Array(count);
  let at = 0;
  let span = firstRoot;
  while (span >= 0) {
    order[at++] = span;
    let next = firstChild[span] ?? -1;
    while (next < 0 && span >= 0) {
      next = nextSibling[span] ?? -1;
      if (next < 0) span = parent[span] ?? -1;
    }
    span = next;
  }
  return order;
}

function sumSubtrees(outline: TraceOutline, parent: Int32Array, order: Int32Array) {
  const subtreeSize = new Int32Array(order.length).fill(1);
  const errorsWithin = Int32Array.from(outline.status, (status) => (status === STATUS_ERROR ? 1 : 0));
  for (let at = order.length - 1; at >= 0; at--) {
    const span = order[at] ?? 0;
    const above = parent[span] ?? -1;
    if (above < 0) continue;
    subtreeSize[above] = (subtreeSize[above] ?? 0) + (subtreeSize[span] ?? 0);
    errorsWithin[above] = (errorsWithin[above] ?? 0) + (errorsWithin[span] ?? 0);
  }
  return { subtreeSize, errorsWithin };
}

function groupCriticalPath(triples: number[], count: number): CriticalPath {
  const stretches = Math.floor(triples.length / 3);
  const offset = new Int32Array(count + 1);
  for (let at = 0; at < stretches; at++) {
    const span = triples[at * 3] ?? 0;
    offset[span + 1] = (offset[span + 1] ?? 0) + 1;
  }
  for (let span = 0; span < count; span++) offset[span + 1] = (offset[span + 1] ?? 0) + (offset[span] ?? 0);
  const filled = offset.slice();
  const start = new Float64Array(stretches);
  const end = new Float64Array(stretches);
  for (let at = 0; at < stretches; at++) {
    const span = triples[at * 3] ?? 0;
    const slot = filled[span] ?? 0;
    filled[span] = slot + 1;
    start[slot] = triples[at * 3 + 1] ?? 0;
    end[slot] = triples[at * 3 + 2] ?? 0;
  }
  return { offset, start, end };
}

/** True when the trace waited for this span itself at some time. */
export function isOnCriticalPath(model: TraceModel, span: number): boolean {
  return (model.critical.offset[span + 1] ?? 0) > (model.critical.offset[span] ?? 0);
}
