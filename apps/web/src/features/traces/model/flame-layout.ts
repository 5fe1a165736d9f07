import type { TraceModel } from "./trace-model.ts";

/** Spans on lanes for the flame graph: in a lane nothing overlaps, and a span lies somewhere below its parent. */
export interface FlameLayout {
  lanes: number;
  laneOf: Int32Array;
  /** Spans of lane `l`, by start: `spans[offset[l]]` up to `spans[offset[l + 1]]`. */
  offset: Int32Array;
  spans: Int32Array;
}

/** Puts every span on the first lane below its parent that is free at its start. O(n log n). */
export function layoutFlame(model: TraceModel): FlameLayout {
  const { count } = model;
  const laneOf = new Int32Array(count).fill(-1);
  const free = new FreeLanes(count);
  const byStart = startOrder(model);
  let lanes = 0;
  for (const span of byStart) {
    // A child that starts before its parent (clocks differ) has no lane above it yet: its depth stands in.
    const above = model.parent[span] ?? -1;
    const under = above < 0 ? -1 : laneOf[above] === -1 ? (model.depth[above] ?? 0) : (laneOf[above] ?? -1);
    const lane = free.firstFrom(under + 1, model.start[span] ?? 0);
    laneOf[span] = lane;
    if (lane + 1 > lanes) lanes = lane + 1;
    free.occupy(lane, model.end[span] ?? 0);
  }
  const offset = new Int32Array(lanes + 1);
  for (const lane of laneOf) offset[lane + 1] = (offset[lane + 1] ?? 0) + 1;
  for (let lane = 0; lane < lanes; lane++) offset[lane + 1] = (offset[lane + 1] ?? 0) + (offset[lane] ?? 0);
  const filled = offset.slice();
  const spans = new Int32Array(count);
  for (const span of byStart) {
    const lane = laneOf[span] ?? 0;
    const slot = filled[lane] ?? 0;
    spans[slot] = span;
    filled[lane] = slot + 1;
  }
  return { lanes, laneOf, offset, spans };
}

/** By start, parents before children that start at the same instant, so that lanes go down. */
function startOrder(model: TraceModel): Int32Array {
  const { start, position } = model;
  return model.order.slice().sort((a, b) => {
    const difference = (start[a] ?? 0) - (start[b] ?? 0);
    return difference === 0 ? (position[a] ?? 0) - (position[b] ?? 0) : difference;
  });
}

/** Until when each lane is taken, in a tree of minima that finds the first free one in logarithmic time. */
class FreeLanes {
  private readonly size: number;
  private readonly takenUntil: Float64Array;

  constructor(count: number) {
    // Lanes never outnumber spans by more than the depth of a skewed parent, which is below the count.
    let size = 2;
    while (size < count * 2 + 2) size *= 2;
    this.size = size;
    this.takenUntil = new Float64Array(size * 2).fill(Number.NEGATIVE_INFINITY);
  }

  firstFrom(lane: number, instant: number): number {
    let node = lane + this.size;
    // Climb until a subtree to the right holds a free lane, then descend to its first.
    while ((this.takenUntil[node] ?? 0) > instant) {
      while (node % 2 === 1) node = (node - 1) / 2;
      node++;
    }
    while (node < this.size) {
      node *= 2;
      if ((this.takenUntil[node] ?? 0) > instant) node++;
    }
    return node - this.size;
  }

  occupy(lane: number, until: number): void {
    let node = lane + this.size;
    this.takenUntil[node] = until;
    for (node = node >> 1; node >= 1; node >>= 1) {
      this.takenUntil[node] = Math.min(this.takenUntil[node * 2] ?? 0, this.takenUntil[node * 2 + 1] ?? 0);
    }
  }
}

/** The first slot of a lane whose span ends after `instant`; spans of a lane end in the order they start. */
export function firstSlotAfter(model: TraceModel, layout: FlameLayout, lane: number, instant: number): number {
  let low = layout.offset[lane] ?? 0;
  let high = layout.offset[lane + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((model.end[layout.spans[middle] ?? 0] ?? 0) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}
