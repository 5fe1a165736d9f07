import type { TraceOutline } from "@plimsoll/core";
import { getTraceOutline as readOutline } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { computeCriticalPath } from "./critical-path.ts";
import { MAX_TRACE_SPANS, traceNotFound } from "./get-trace.ts";
import { computeSelfTimes } from "./self-time.ts";
import { indexChildren, linkParents } from "./span-tree.ts";

/** A trace as columns for drawing, with self times and critical path, without attributes. Throws NOT_FOUND. */
export async function getTraceOutline(
  platform: Platform,
  scope: { projectId: string; traceId: string; signal?: AbortSignal | undefined },
): Promise<TraceOutline> {
  const rows = await readOutline(platform.telemetry, { ...scope, maxSpans: MAX_TRACE_SPANS });
  if (!rows) throw traceNotFound(scope.traceId);
  const { parentSpanId, ...kept } = rows;
  const parent = linkParents(
    rows.spanId,
    parentSpanId.map((id) => id || null),
  );
  const known = new Set(rows.spanId);
  const columns = { start: Float64Array.from(rows.start), duration: Float64Array.from(rows.duration), parent };
  const children = indexChildren(parent);
  const end = rows.start.reduce((latest, start, index) => Math.max(latest, start + (rows.duration[index] ?? 0)), 0);
  return {
    ...kept,
    traceId: scope.traceId,
    durationNano: end,
    parent: [...parent],
    missingParent: parentSpanId.flatMap((id, index) => (id && parent[index] === -1 && !known.has(id) ? [index] : [])),
    selfTime: [...computeSelfTimes(columns, children)],
    criticalPath: computeCriticalPath(columns, children).flatMap(({ span, start, end }) => [span, start, end]),
  };
}
