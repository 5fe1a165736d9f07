"use client";

import type { LoadTestItem } from "@plimsoll/core";
import { useMemo } from "react";
import { formatAbsolute, formatDuration, formatPercent, formatRate } from "../../../lib/format.ts";
import { lastChange, type Trend, trendOf } from "../model/trend.ts";
import { XyChart, type XySeries } from "../plot/xy-chart.tsx";

/** p95 and load line from run to run, by build where it is known. */
export function TrendChart({ items }: { items: LoadTestItem["trend"] }) {
  const trend = useMemo(() => trendOf(items), [items]);
  const xs = useMemo(() => items.map((_, index) => index), [items]);
  const series = useMemo(() => seriesOf(trend), [trend]);
  return (
    <XyChart
      title="Trend"
      untitled
      summary={summaryOf(trend)}
      xs={xs}
      xHead="Run"
      wholeX
      formatX={(x) => {
        const [label, at] = [trend.labels[x], trend.at[x]];
        return label && at ? label : "";
      }}
      series={series}
    />
  );
}

function seriesOf(trend: Trend): XySeries[] {
  const p95: XySeries = {
    label: "p95",
    values: trend.p95Ms,
    color: "var(--accent)",
    format: formatDuration,
    points: true,
  };
  const line: XySeries = {
    label: "Load line",
    values: trend.loadLine,
    color: "var(--load-line)",
    format: formatRate,
    side: trend.hasP95 ? "right" : "left",
    dash: [6, 4],
    points: true,
  };
  return [...(trend.hasP95 ? [p95] : []), ...(trend.hasLine ? [line] : [])];
}

/** The same in words: the last run and what changed against the one before. */
function summaryOf({ p95Ms, loadLine, at }: Trend): string {
  const change = (values: readonly (number | null)[]) => {
    const by = lastChange(values);
    return by === null ? "" : `, ${formatPercent(Math.abs(by))} ${by < 0 ? "less" : "more"} than the run before`;
  };
  const [p95, line, last] = [p95Ms.at(-1), loadLine.findLast((value) => value !== null), at.at(-1)];
  const parts = [`${at.length} runs`];
  if (last) parts.push(`the last ${formatAbsolute(last)}`);
  if (p95 !== undefined && p95 !== null) parts.push(`p95 ${formatDuration(p95)}${change(p95Ms)}`);
  if (line !== undefined && line !== null) parts.push(`load line ${formatRate(line)}${change(loadLine)}`);
  return parts.join("; ");
}
