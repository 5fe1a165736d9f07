"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../lib/trpc.tsx";
import { loadRunOfSpan } from "../model/load-run-of-span.ts";
import type { TraceModel } from "../model/trace-model.ts";

/** The run of a load test that the trace belongs to. Its root has a parent that sends no spans: others need not be asked. */
export function useLoadRun({ outline, order, orphan }: TraceModel): string | null {
  const trpc = useTRPC();
  const root = order[0] ?? 0;
  const spanId = outline.spanId[root];
  const asked = orphan[root] === 1 && spanId ? { traceId: outline.traceId, spanId } : skipToken;
  const { data } = useQuery(trpc.traces.span.queryOptions(asked, { staleTime: Number.POSITIVE_INFINITY }));
  return data ? loadRunOfSpan(data) : null;
}
