/** A span as the summaries of a page hold it; times in nanoseconds, exact enough for milliseconds. */
export interface SlimSpan {
  id: string;
  parentId: string;
  service: string;
  start: number;
  duration: number;
}

/** Time of each service's spans less the time that their children cover, in nanoseconds. */
export function selfTimeByService(spans: readonly SlimSpan[]): Map<string, number> {
  const result = new Map<string, number>();
  const children = childrenById(spans);
  for (const span of spans) {
    result.set(span.service, (result.get(span.service) ?? 0) + selfTime(span, children));
  }
  return result;
}

/** The spans of one trace by the id of their parent. */
export function childrenById<Span extends SlimSpan>(spans: readonly Span[]): Map<string, Span[]> {
  const children = new Map<string, Span[]>();
  for (const span of spans) {
    const siblings = children.get(span.parentId);
    if (siblings) siblings.push(span);
    else children.set(span.parentId, [span]);
  }
  return children;
}

/** Time of a span less the time that its children cover, in nanoseconds. */
export function selfTime(span: SlimSpan, children: ReadonlyMap<string, SlimSpan[]>): number {
  return span.duration - coveredTime(span, children.get(span.id) ?? []);
}

/** Length of the union of the children's intervals inside their parent's. */
function coveredTime(parent: SlimSpan, children: SlimSpan[]): number {
  const end = parent.start + parent.duration;
  let covered = 0;
  let reached = parent.start;
  for (const child of children.toSorted((a, b) => a.start - b.start)) {
    const from = Math.max(child.start, reached);
    const to = Math.min(child.start + child.duration, end);
    if (to > from) {
      covered += to - from;
      reached = to;
    }
  }
  return covered;
}
