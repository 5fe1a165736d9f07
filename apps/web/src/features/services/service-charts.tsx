"use client";

import type { LoadLineView, ServiceDetail } from "@plimsoll/core";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { Heatmap, type HeatmapBrush } from "../../charts/heatmap.tsx";
import { TimeChart } from "../../charts/time-chart.tsx";
import { formatDuration, formatPercent, formatRate } from "../../lib/format.ts";
import { traceSearchHref } from "../../lib/trace-links.ts";
import { loadLineReference } from "./model/headroom.ts";

interface ChartProps {
  detail: ServiceDetail;
}

const NO_LINE = { current: null };

/** Requests a second, below the load line where it is known. */
export function RateChart({
  detail: { series },
  line = NO_LINE,
}: ChartProps & { line: Pick<LoadLineView, "current"> | undefined }) {
  const references = useMemo(() => loadLineReference(line), [line]);
  const lines = useMemo(
    () => [{ label: "Requests", values: series.ratePerSecond, color: "var(--accent)", fill: true }],
    [series],
  );
  return (
    <TimeChart
      title="Rate"
      from={series.from}
      stepMs={series.stepMs}
      series={lines}
      references={references}
      format={formatRate}
      untitled
    />
  );
}

/** The share of requests that failed. */
export function ErrorChart({ detail: { series } }: ChartProps) {
  const lines = useMemo(
    () => [{ label: "Errors", values: series.errorRatio, color: "var(--error)", fill: true }],
    [series],
  );
  return (
    <TimeChart
      title="Errors"
      from={series.from}
      stepMs={series.stepMs}
      series={lines}
      format={formatPercent}
      untitled
    />
  );
}

function percentileLines({ series }: ServiceDetail) {
  return [
    { label: "p99", values: series.p99Ms, color: "var(--load-line)" },
    { label: "p95", values: series.p95Ms, color: "var(--info)" },
    { label: "p50", values: series.p50Ms, color: "var(--ok)" },
  ];
}

/** The 50th, 95th and 99th percentile of the duration. */
export function PercentileChart({ detail }: ChartProps) {
  const lines = useMemo(() => percentileLines(detail), [detail]);
  const { from, stepMs } = detail.series;
  return <TimeChart title="Percentiles" from={from} stepMs={stepMs} series={lines} format={formatDuration} untitled />;
}

/** Durations over time; a chosen area leads to the traces in it. */
export function LatencyHeatmapChart({ detail }: ChartProps) {
  const router = useRouter();
  const find = ({ fromMs, toMs, minMs, maxMs }: HeatmapBrush) => {
    const text = `duration<=${Math.ceil(maxMs * 1000)}us`;
    const search = traceSearchHref({ service: detail.name, minDurationMs: minMs, text });
    const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
    router.push(`${search}&from=${from}&to=${to}`);
  };
  return <Heatmap title="Latency" {...detail.heatmap} onBrush={find} untitled />;
}
