import type { TraceComparison, TraceOutline } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { getTraceOutline } from "./get-trace-outline.ts";
import { indexChildren, orderTopDown } from "./span-tree.ts";

type Side = { count: number; totalMs: number; selfMs: number; errors: number };
type Row = TraceComparison["rows"][number];

/** A branch deeper than this is counted at the depth where it is cut: paths of a runaway recursion would fill memory. */
const MAX_DEPTH = 64;
const STATUS_ERROR = 2;
const NANOS_A_MS = 1e6;
const BETWEEN = " › ";

/** Lines two traces up by path, that is by service and operation from the root down. Throws NOT_FOUND. */
export async function compareTraces(
  platform: Platform,
  scope: { projectId: string; signal?: AbortSignal | undefined },
  ids: { a: string; b: string },
): Promise<TraceComparison> {
  const [a, b] = await Promise.all([
    getTraceOutline(platform, { ...scope, traceId: ids.a }),
    getTraceOutline(platform, { ...scope, traceId: ids.b }),
  ]);
  return { a: describe(a), b: describe(b), rows: comparePaths(a, b) };
}

function describe(trace: TraceOutline): TraceComparison["a"] {
  return {
    traceId: trace.traceId,
    durationMs: trace.durationNano / NANOS_A_MS,
    spanCount: trace.spanId.length,
    errorCount: trace.status.filter((status) => status === STATUS_ERROR).length,
    startTime: new Date(Number(BigInt(trace.startTimeUnixNano) / 1_000_000n)).toISOString(),
  };
}

/** The rows of a comparison: a tree in depth-first order, each path once, siblings in order of first appearance. */
export function comparePaths(a: TraceOutline, b: TraceOutline): Row[] {
  const rows = new Map<string, Row>();
  const childrenOf = new Map<string, string[]>();
  collect(a, "a", rows, childrenOf);
  collect(b, "b", rows, childrenOf);
  const ordered: Row[] = [];
  const stack = [...(childrenOf.get("") ?? [])].reverse();
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    const row = rows.get(path);
    if (row) ordered.push(row);
    stack.push(...[...(childrenOf.get(path) ?? [])].reverse());
  }
  return ordered;
}

function collect(
  trace: TraceOutline,
  side: "a" | "b",
  rows: Map<string, Row>,
  childrenOf: Map<string, string[]>,
): void {
  const parent = Int32Array.from(trace.parent);
  const pathOf: string[] = [];
  const depthOf: number[] = [];
  for (const span of orderTopDown(parent, indexChildren(parent))) {
    const service = trace.services[trace.service[span] ?? 0] ?? "";
    const operation = trace.operations[trace.operation[span] ?? 0] ?? "";
    const up = parent[span] ?? -1;
    const depth = up < 0 ? 0 : Math.min((depthOf[up] ?? 0) + 1, MAX_DEPTH);
    const above = up < 0 ? "" : (pathOf[up] ?? "");
    const tooDeep = up >= 0 && (depthOf[up] ?? 0) >= MAX_DEPTH;
    const path = tooDeep ? above : `${above}${above ? BETWEEN : ""}${service} ${operation}`;
    pathOf[span] = path;
    depthOf[span] = depth;
    let row = rows.get(path);
    if (!row) {
      row = { path, depth, service, operation, a: null, b: null };
      rows.set(path, row);
      childrenOf.set(above, [...(childrenOf.get(above) ?? []), path]);
    }
    const sum: Side = row[side] ?? { count: 0, totalMs: 0, selfMs: 0, errors: 0 };
    sum.count += 1;
    sum.totalMs += (trace.duration[span] ?? 0) / NANOS_A_MS;
    sum.selfMs += (trace.selfTime[span] ?? 0) / NANOS_A_MS;
    sum.errors += trace.status[span] === STATUS_ERROR ? 1 : 0;
    row[side] = sum;
  }
}
