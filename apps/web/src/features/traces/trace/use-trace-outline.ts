"use client";

import type { TraceOutline } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";

/** For so long after its last span a trace may still grow; exporters batch for 5 s by default. */
const YOUNG_MS = 30_000;
const POLL_MS = 3000;

function endOf(outline: TraceOutline): number {
  return Number(BigInt(outline.startTimeUnixNano) / 1_000_000n) + outline.durationNano / 1e6;
}

export function isYoung(outline: TraceOutline, nowMs: number): boolean {
  const age = nowMs - endOf(outline);
  return age < YOUNG_MS && age > -YOUNG_MS;
}

/** The outline of a trace, asked for again while more of it may arrive (or while a fresh link waits for its first span). */
export function useTraceOutline(traceId: string) {
  const trpc = useTRPC();
  const patient = usePatience();
  const query = useQuery(
    trpc.traces.outline.queryOptions(
      { traceId },
      {
        placeholderData: keepPreviousData,
        staleTime: Number.POSITIVE_INFINITY,
        // Comparing some 500,000 numbers one by one would block the page; see `sameSpans`.
        structuralSharing: (previous, next) =>
          sameSpans(previous as TraceOutline | undefined, next as TraceOutline) ? previous : next,
        refetchInterval: ({ state }) => {
          if (state.data) return isYoung(state.data, Date.now()) ? POLL_MS : false;
          return patient && describeError(state.error).status === 404 ? POLL_MS : false;
        },
      },
    ),
  );
  const isMissing = query.error !== null && describeError(query.error).status === 404;
  return { query, isMissing, isWaiting: isMissing && patient };
}

/** True for as long after the page opened as a trace that was just sent may take to arrive. */
function usePatience(): boolean {
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), YOUNG_MS);
    return () => clearTimeout(timer);
  }, []);
  return patient;
}

/** Stored spans never change, so as many spans as before are the same spans. */
function sameSpans(previous: TraceOutline | undefined, next: TraceOutline): boolean {
  return (
    previous !== undefined &&
    previous.traceId === next.traceId &&
    previous.spanId.length === next.spanId.length &&
    previous.durationNano === next.durationNano
  );
}
