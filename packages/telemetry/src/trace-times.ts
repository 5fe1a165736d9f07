import { childrenById, type SlimSpan, selfTime } from "./self-time.ts";
import { labelOperation, shortenStatement, type SpanOperation } from "./span-label.ts";

/** The operation with which a request begins: the server span's service and name. */
export interface RootOperation {
  service: string;
  name: string;
}
export interface StoredOperation extends SpanOperation {
  service: string;
}
/** Operations by their key, which is the same wherever and whenever they are read. */
export type StoredOperations = ReadonlyMap<string, StoredOperation>;
export interface TimedSpan extends SlimSpan {
  traceId: string;
  /** Key of its operation. */
  operation: string;
}

/** Self time of one operation over some requests. */
export interface OperationTimes {
  /** Key of the operation. */
  operation: string;
  selfMs: number;
  spans: number;
  /** The trace in which it took longest. */
  exampleTraceId: string;
}
/** The requests that began with one operation, and where their time went. */
export interface RootTimes {
  root: RootOperation;
  requests: number;
  operations: OperationTimes[];
}

const NANOS_A_MS = 1e6;

interface Sums {
  requests: number;
  byOperation: Map<string, { selfNs: number; spans: number; worstNs: number; worstTrace: string }>;
}

/**
 * Adds up self times over the spans of whole traces. Without `roots`, a trace is one request, which begins with its
 * earliest span without a parent in the trace; with them, each topmost span of these operations is one, with all below.
 */
export function addTraceTimes(
  spans: readonly TimedSpan[],
  operations: StoredOperations,
  roots: readonly RootOperation[] | null,
): RootTimes[] {
  const wanted = roots && new Set(roots.map(keyOf));
  const sums = new Map<string, Sums>();
  for (const trace of groupBy(spans, (span) => span.traceId).values()) {
    const children = childrenById(trace);
    for (const { root, below } of requestsOf(trace, children, operations, wanted)) {
      const stored = operations.get(root.operation);
      if (!stored) continue;
      const own = sums.get(keyOf(stored)) ?? { requests: 0, byOperation: new Map() };
      sums.set(keyOf(stored), own);
      own.requests += 1;
      addRequest(own, below, children);
    }
  }
  return [...sums].map(([key, { requests, byOperation }]) => {
    const [service = "", name = ""] = key.split("\u0000");
    return { root: { service, name }, requests, operations: toTimes(byOperation) };
  });
}

const keyOf = ({ service, name }: RootOperation) => `${service}\u0000${name}`;

type Children = ReadonlyMap<string, TimedSpan[]>;

function requestsOf(
  trace: TimedSpan[],
  children: Children,
  operations: StoredOperations,
  wanted: ReadonlySet<string> | null,
): { root: TimedSpan; below: TimedSpan[] }[] {
  const known = new Set(trace.map((span) => span.id));
  const tops = trace.filter((span) => !known.has(span.parentId)).sort((a, b) => a.start - b.start);
  const [first] = tops;
  if (!first) return [];
  if (!wanted) return [{ root: first, below: trace }];
  const found: { root: TimedSpan; below: TimedSpan[] }[] = [];
  const open = [...tops];
  for (let span = open.pop(); span; span = open.pop()) {
    const stored = operations.get(span.operation);
    if (stored && wanted.has(keyOf(stored))) found.push({ root: span, below: collectBelow(span, children) });
    else open.push(...(children.get(span.id) ?? []));
  }
  return found;
}

function collectBelow(root: TimedSpan, children: Children): TimedSpan[] {
  const below: TimedSpan[] = [];
  const open = [root];
  for (let span = open.pop(); span; span = open.pop()) {
    below.push(span);
    open.push(...(children.get(span.id) ?? []));
  }
  return below;
}

function addRequest({ byOperation }: Sums, spans: readonly TimedSpan[], children: Children): void {
  const inTrace = new Map<string, number>();
  for (const span of spans) {
    const own = selfTime(span, children);
    const sum = byOperation.get(span.operation) ?? { selfNs: 0, spans: 0, worstNs: -1, worstTrace: "" };
    byOperation.set(span.operation, sum);
    sum.selfNs += own;
    sum.spans += 1;
    inTrace.set(span.operation, (inTrace.get(span.operation) ?? 0) + own);
  }
  for (const [operation, selfNs] of inTrace) {
    const sum = byOperation.get(operation);
    if (!sum || selfNs <= sum.worstNs) continue;
    sum.worstNs = selfNs;
    sum.worstTrace = spans[0]?.traceId ?? "";
  }
}

function toTimes(byOperation: Sums["byOperation"]): OperationTimes[] {
  return [...byOperation].map(([operation, { selfNs, spans, worstTrace }]) => ({
    operation,
    selfMs: selfNs / NANOS_A_MS,
    spans,
    exampleTraceId: worstTrace,
  }));
}

/** How people recognise each operation; where two statements of a service would be called the same, with the statement itself. */
export function labelOperations(operations: StoredOperations): Map<string, string> {
  const labels = new Map([...operations].map(([key, operation]) => [key, labelOperation(operation)]));
  const alike = groupBy(operations, ([key, { service }]) => `${service}\u0000${labels.get(key)}`);
  for (const group of alike.values()) {
    if (group.length < 2) continue;
    for (const [key, { statement }] of group) {
      const label = labels.get(key) ?? "";
      const short = shortenStatement(statement);
      if (short !== "" && short !== label) labels.set(key, `${label}: ${short}`);
    }
  }
  return labels;
}

function groupBy<Item>(items: Iterable<Item>, keyOfItem: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
