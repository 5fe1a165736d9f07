"use client";

import type { ScanTargetDetail } from "@plimsoll/core";
import { useMemo } from "react";
import { formatCount, formatDayClock } from "../../../lib/format.ts";
import { XyChart, type XySeries } from "../../load-tests/plot/xy-chart.tsx";
import { countAll, countWords } from "../model/severity.ts";
import security from "../security.module.css";

type Trend = ScanTargetDetail["trend"];

/** Score and open findings from scan to scan. */
export function ScoreTrend({ trend }: { trend: Trend }) {
  const xs = useMemo(() => trend.map((_, index) => index), [trend]);
  const series = useMemo(() => seriesOf(trend), [trend]);
  const last = trend.at(-1);
  if (!last || trend.length < 2) return <p className={security.none}>Drawn here from the second scan on.</p>;
  return (
    <XyChart
      title="Over its scans"
      untitled
      summary={`${trend.length} scans; after the last a score of ${last.score ?? "nothing"}, open: ${countWords(last.open)}`}
      xs={xs}
      xHead="Scan"
      wholeX
      formatX={(x) => {
        const point = trend[x];
        return point ? (point.build ?? formatDayClock(point.at)) : "";
      }}
      series={series}
    />
  );
}

function seriesOf(trend: Trend): XySeries[] {
  return [
    {
      label: "Score",
      values: trend.map(({ score }) => score),
      color: "var(--accent)",
      format: formatCount,
      points: true,
    },
    {
      label: "Open, low and worse",
      values: trend.map(({ open }) => countAll({ ...open, info: 0 })),
      color: "var(--error)",
      format: formatCount,
      side: "right",
      dash: [6, 4],
      points: true,
    },
  ];
}
