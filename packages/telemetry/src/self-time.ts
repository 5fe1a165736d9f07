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
  const children = new Map<string, SlimSpan[]>();
  for (const span of spans) {
    const siblings = children.get(span.parentId);
    if (siblings) siblings.push(span);
    else children.set(span.parentId, [span]);
  }
  const result = new Map<string, number>();
  for (const span of spans) {
    const covered = coveredTime(span, children.get(span.id) ?? []);
    result.set(span.service, (result.get(span.service) ?? 0) + span.duration - covered);
  }
  return result;
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
