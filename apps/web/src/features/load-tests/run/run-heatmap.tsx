"use client";

import type { LoadRunView } from "@plimsoll/core";
import { useMemo } from "react";
import { Heatmap } from "../../../charts/heatmap.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { runWindow } from "./model/run-progress.ts";
import { columnOfHeat, heatCells } from "./model/run-series.ts";

/** Every answer by when it came and how long it took, with p50 and p95 over it. */
export function RunHeatmap({ view }: { view: LoadRunView }) {
  const { lowerBoundsMs, cells } = useMemo(() => heatCells(view.heatmap), [view]);
  const lines = useMemo(
    () => [
      { label: "p95", values: columnOfHeat(view, "p95Ms"), color: "var(--load-line)" },
      { label: "p50", values: columnOfHeat(view, "p50Ms"), color: "var(--text)", dash: [4, 3] },
    ],
    [view],
  );
  if (cells.length === 0) {
    return (
      <EmptyState title="No answers yet">
        <p>Each answer of the target appears here by when it came and how long it took.</p>
      </EmptyState>
    );
  }
  return (
    <Heatmap
      title="Latency of all answers"
      from={runWindow(view).fromMs}
      stepMs={view.heatmap.stepSeconds * 1000}
      durationBoundsMs={lowerBoundsMs}
      cells={cells}
      unit="answer"
      lines={lines}
      height={200}
      untitled
    />
  );
}
