/**
 * A trace as flat columns: index = span, in order of start. Times are nanoseconds relative to the start of the trace.
 * Flat because a trace may hold 50,000 spans, or be a chain 50,000 deep: nothing here recurses.
 */
export interface SpanColumns {
  start: Float64Array;
  duration: Float64Array;
  /** Index of the parent, -1 for none. */
  parent: Int32Array;
}

/** The children of every span, as one array cut by offsets: those of span `i` are `child[offset[i]..offset[i + 1])`. */
export interface ChildIndex {
  offset: Int32Array;
  child: Int32Array;
}

/**
 * Finds each span's parent by id: -1 where it has none or the parent is absent. A span that is its own ancestor
 * (ids reused, broken exporters) is cut loose, so that the result is always a forest.
 */
export function linkParents(spanIds: readonly string[], parentIds: readonly (string | null)[]): Int32Array {
  const indexOf = new Map(spanIds.map((id, index) => [id, index]));
  const parent = Int32Array.from(parentIds, (id, index) => {
    const found = id === null ? undefined : indexOf.get(id);
    return found === undefined || found === index ? -1 : found;
  });
  const seenIn = new Int32Array(parent.length);
  for (let index = 0; index < parent.length; index++) {
    const walk = index + 1;
    let at = index;
    while (at !== -1 && seenIn[at] === 0) {
      seenIn[at] = walk;
      const next = parent[at] ?? -1;
      if (next !== -1 && seenIn[next] === walk) parent[at] = -1;
      at = parent[at] ?? -1;
    }
  }
  return parent;
}

/** Groups spans by parent; the order among siblings is the order of the columns. */
export function indexChildren(parent: Int32Array): ChildIndex {
  const offset = new Int32Array(parent.length + 1);
  for (const p of parent) if (p >= 0) offset[p + 1] = (offset[p + 1] ?? 0) + 1;
  for (let i = 0; i < parent.length; i++) offset[i + 1] = (offset[i + 1] ?? 0) + (offset[i] ?? 0);
  const next = offset.slice(0, parent.length);
  const child = new Int32Array(offset[parent.length] ?? 0);
  parent.forEach((p, index) => {
    if (p < 0) return;
    const slot = next[p] ?? 0;
    child[slot] = index;
    next[p] = slot + 1;
  });
  return { offset, child };
}

/** Spans with every parent before its children. */
export function orderTopDown(parent: Int32Array, children: ChildIndex): Int32Array {
  const order = new Int32Array(parent.length);
  let filled = 0;
  parent.forEach((p, index) => {
    if (p < 0) order[filled++] = index;
  });
  for (let at = 0; at < filled; at++) {
    const span = order[at] ?? 0;
    for (let c = children.offset[span] ?? 0; c < (children.offset[span + 1] ?? 0); c++)
      order[filled++] = children.child[c] ?? 0;
  }
  return order;
}
