"use client";

import { type SecurityOverview, SEVERITIES, type Severity } from "@plimsoll/core";
import { useMemo } from "react";
import { formatCount } from "../../../lib/format.ts";
import { XyChart, type XySeries } from "../../load-tests/plot/xy-chart.tsx";
import { countWords } from "../model/severity.ts";
import styles from "../security.module.css";

/** Colour and dash together: lines are told apart without colour, too. */
const LOOKS: Record<Severity, { color: string; dash?: number[] }> = {
  critical: { color: "var(--error)" },
  high: { color: "var(--error)", dash: [8, 4] },
  medium: { color: "var(--warn)", dash: [5, 3] },
  low: { color: "var(--info)", dash: [3, 3] },
  info: { color: "var(--muted)", dash: [1, 3] },
};
/** With more days than this the lines speak for themselves. */
const MOST_POINTS = 21;
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** How many findings were open, day by day and severity by severity. */
export function OpenTrend({ trend }: Pick<SecurityOverview, "trend">) {
  const xs = useMemo(() => trend.map((_, index) => index), [trend]);
  const series = useMemo(() => seriesOf(trend), [trend]);
  const last = trend.at(-1);
  if (!last || trend.length < 2) return <p className={styles.none}>Drawn here from the second day on.</p>;
  if (series.length === 0) return <p className={styles.none}>Nothing was open on any of {trend.length} days.</p>;
  return (
    <XyChart
      title="Open findings"
      untitled
      summary={`Open findings over ${trend.length} days; at last ${countWords(last.open)}`}
      xs={xs}
      xHead="Day"
      wholeX
      formatX={(x) => DAY.format(new Date(trend[x]?.day ?? 0))}
      series={series}
      height={180}
    />
  );
}

/** A severity of which there was never any has no line. */
function seriesOf(trend: SecurityOverview["trend"]): XySeries[] {
  return SEVERITIES.filter((severity) => trend.some(({ open }) => open[severity] > 0)).map((severity) => ({
    label: severity,
    values: trend.map(({ open }) => open[severity]),
    format: formatCount,
    points: trend.length <= MOST_POINTS,
    ...LOOKS[severity],
  }));
}
