import { STATUS_ERROR, type TraceModel } from "./trace-model.ts";

/** One row of the table tab; times in nanoseconds. */
export interface SpanGroup {
  key: string;
  service: string;
  /** Empty when grouped by service alone. */
  operation: string;
  count: number;
  total: number;
  self: number;
  p95: number;
  max: number;
  errors: number;
  /** The longest span of the group. */
  longest: number;
}

/** Sums a trace by service, or by service and operation. */
export function groupSpans(model: TraceModel, by: "service" | "operation"): SpanGroup[] {
  const { outline } = model;
  const groups = new Map<number, { group: SpanGroup; durations: number[] }>();
  for (let span = 0; span < model.count; span++) {
    const service = outline.service[span] ?? 0;
    const operation = by === "operation" ? (outline.operation[span] ?? 0) : 0;
    const key = service * (outline.operations.length + 1) + operation;
    let entry = groups.get(key);
    if (!entry) {
      entry = { group: emptyGroup(model, service, by === "operation" ? operation : -1, span), durations: [] };
      groups.set(key, entry);
    }
    const { group } = entry;
    const duration = outline.duration[span] ?? 0;
    entry.durations.push(duration);
    group.count++;
    group.total += duration;
    group.self += outline.selfTime[span] ?? 0;
    if (duration > group.max) [group.max, group.longest] = [duration, span];
    if (outline.status[span] === STATUS_ERROR) group.errors++;
  }
  return [...groups.values()].map(({ group, durations }) => ({ ...group, p95: percentile(durations, 0.95) }));
}

function emptyGroup(model: TraceModel, service: number, operation: number, span: number): SpanGroup {
  const serviceName = model.outline.services[service] ?? "";
  const operationName = operation < 0 ? "" : (model.outline.operations[operation] ?? "");
  const zero = { count: 0, total: 0, self: 0, p95: 0, max: -1, errors: 0 };
  return {
    key: `${serviceName}\u0000${operationName}`,
    service: serviceName,
    operation: operationName,
    ...zero,
    longest: span,
  };
}

/** Nearest rank: a value that was really measured. */
function percentile(values: number[], fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? 0;
}

export type SpanGroupSort = "service" | "operation" | "count" | "total" | "self" | "p95" | "errors";

/** Sorts by a column; names ascend first, figures descend first. Ties go by self time, so that the order is stable. */
export function sortGroups(groups: SpanGroup[], column: SpanGroupSort, reversed: boolean): SpanGroup[] {
  const sign = reversed ? -1 : 1;
  return groups.toSorted((a, b) => {
    const order =
      column === "service" || column === "operation" ? a[column].localeCompare(b[column]) : b[column] - a[column];
    return sign * order || b.self - a.self;
  });
}

/** Self time a service, largest first, as shares of their sum. */
export function serviceShares(model: TraceModel): { service: string; self: number; share: number; spans: number }[] {
  const groups = groupSpans(model, "service");
  const sum = groups.reduce((total, group) => total + group.self, 0);
  return groups
    .map(({ service, self, count }) => ({ service, self, spans: count, share: sum === 0 ? 0 : self / sum }))
    .toSorted((a, b) => b.self - a.self);
}
