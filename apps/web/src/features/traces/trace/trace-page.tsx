"use client";

import { Button, Skeleton } from "@mantine/core";
import { useMemo } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { EmptyState, ErrorState } from "../../../components/states.tsx";
import { buildTraceModel } from "../model/trace-model.ts";
import classes from "./trace-view.module.css";
import { TraceView } from "./trace-view.tsx";
import { useTraceOutline } from "./use-trace-outline.ts";

/** One trace: loading, missing, failed, or there. */
export function TracePage({ traceId }: { traceId: string }) {
  const { query, isMissing, isWaiting } = useTraceOutline(traceId);
  const outline = query.data;
  const model = useMemo(() => (outline ? buildTraceModel(outline) : null), [outline]);
  if (model && model.count > 0) return <TraceView model={model} />;
  if (isMissing || model) {
    return (
      <>
        <PageHeader title="Trace" />
        <EmptyState title={isWaiting ? "Waiting for this trace" : "This trace is not here"}>
          <p>
            No span of <span className="mono">{traceId}</span>{" "}
            {isWaiting
              ? "has arrived yet. Exporters send in batches, usually within five seconds; this page keeps looking."
              : "is stored. Check the id; spans older than the retention are gone, and a trace that was not sampled was never sent."}
          </p>
          <Button component={ConsoleLink} href="/traces" variant="default">
            Search traces
          </Button>
        </EmptyState>
      </>
    );
  }
  if (query.error) return <ErrorState error={query.error} what="The trace" onRetry={() => void query.refetch()} />;
  return <TraceSkeleton />;
}

function TraceSkeleton() {
  return (
    <div className={classes.page} role="status" aria-busy="true" aria-label="Loading the trace">
      <Skeleton height={24} width="40%" />
      <Skeleton height={16} width="60%" mt={8} mb={12} />
      <Skeleton height={56} mb={12} />
      {Array.from({ length: 14 }, (_, row) => (
        // Rows of a skeleton never move.
        <div key={row} className={classes.skeletonRow}>
          <Skeleton height={10} width={`${22 - ((row * 5) % 11)}%`} ml={(row % 5) * 12} />
          <Skeleton height={12} width={`${14 + ((row * 13) % 40)}%`} ml="auto" mr={`${(row * 11) % 30}%`} />
        </div>
      ))}
    </div>
  );
}
