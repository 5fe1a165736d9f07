import { AppError, type CriticalPathInterval, type TraceDetail, type TraceSpan } from "@plimsoll/core";
import { getSpan, getTraceSpans, type StoredSpan } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { computeCriticalPath } from "./critical-path.ts";
import { computeSelfTimes } from "./self-time.ts";
import { indexChildren, linkParents, type SpanColumns } from "./span-tree.ts";

/** More spans than this are cut: the answer would not fit into a browser's memory. */
export const MAX_TRACE_SPANS = 200_000;

interface TraceScope {
  projectId: string;
  traceId: string;
  signal?: AbortSignal | undefined;
}

export function traceNotFound(traceId: string): AppError {
  return new AppError(
    "NOT_FOUND",
    `There is no trace ${traceId}. It may be older than the retention, or not have arrived yet.`,
  );
}

/** Every span of a trace with its self time, and the trace's critical path. Throws NOT_FOUND. */
export async function getTrace(platform: Platform, scope: TraceScope): Promise<TraceDetail> {
  const { spans, truncated } = await getTraceSpans(platform.telemetry, { ...scope, maxSpans: MAX_TRACE_SPANS });
  const first = spans[0];
  if (!first) throw traceNotFound(scope.traceId);
  const origin = BigInt(first.startTimeUnixNano);
  const columns = toColumns(spans, origin);
  const children = indexChildren(columns.parent);
  const selfTimes = computeSelfTimes(columns, children);
  let end = 0;
  columns.start.forEach((start, index) => {
    end = Math.max(end, start + (columns.duration[index] ?? 0));
  });
  const criticalPath = computeCriticalPath(columns, children).map(
    (interval): CriticalPathInterval => ({
      spanId: spans[interval.span]?.spanId ?? "",
      startTimeUnixNano: String(origin + BigInt(Math.round(interval.start))),
      endTimeUnixNano: String(origin + BigInt(Math.round(interval.end))),
    }),
  );
  return {
    traceId: scope.traceId,
    startTimeUnixNano: first.startTimeUnixNano,
    durationNano: String(Math.round(end)),
    spans: spans.map(
      (span, index): TraceSpan => ({ ...span, selfTimeNano: String(Math.round(selfTimes[index] ?? 0)) }),
    ),
    criticalPath,
    truncated,
  };
}

/** One span in full; its self time is that within the whole trace. Throws NOT_FOUND. */
export async function getTraceSpan(platform: Platform, scope: TraceScope & { spanId: string }): Promise<StoredSpan> {
  const span = await getSpan(platform.telemetry, scope);
  if (!span) throw new AppError("NOT_FOUND", `There is no span ${scope.spanId} in trace ${scope.traceId}.`);
  return span;
}

function toColumns(spans: readonly StoredSpan[], origin: bigint): SpanColumns {
  const ids = spans.map((span) => span.spanId);
  const parents = spans.map((span) => span.parentSpanId);
  return {
    start: Float64Array.from(spans, (span) => Number(BigInt(span.startTimeUnixNano) - origin)),
    duration: Float64Array.from(spans, (span) => Number(span.durationNano)),
    parent: linkParents(ids, parents),
  };
}
