"use client";

import { useCallback, useMemo } from "react";
import type uPlot from "uplot";
import type { AlignedData, Axis, Series } from "uplot";
import { ChartFrame } from "../../../charts/chart-frame.tsx";
import charts from "../../../charts/charts.module.css";
import { resolveColor } from "../../../charts/colors.ts";
import { valueAxis } from "../../../charts/plot-options.ts";
import { usePlot } from "../../../charts/use-plot.ts";
import { useLatest } from "../../../lib/use-latest.ts";
import styles from "./xy-chart.module.css";

export interface XySeries {
  label: string;
  values: readonly (number | null)[];
  /** A CSS colour or `var(--token)`. */
  color: string;
  format: (value: number | null) => string;
  /** Which side its axis stands on. */
  side?: "left" | "right";
  fill?: boolean;
  dash?: number[];
  /** Shows each value as a point: for runs, between which there is nothing. */
  points?: boolean;
}

interface XyChartProps {
  title: string;
  summary: string;
  /** Ascending. */
  xs: readonly number[];
  xHead: string;
  formatX: (x: number) => string;
  /** Only whole numbers get a label: places, not a continuous measure. */
  wholeX?: boolean;
  series: readonly XySeries[];
  height?: number;
  untitled?: boolean;
}

/** Lines over something that is not the page's time, such as seconds of a plan or one run after another. */
export function XyChart(props: XyChartProps) {
  const { title, summary, xs, xHead, formatX, series, height = 160, untitled } = props;
  const data = useMemo<AlignedData>(
    () => [[...xs], ...series.map((line) => line.values as (number | null)[])],
    [xs, series],
  );
  const build = useXyOptions(props);
  const { host, plot } = usePlot(build, data, height);
  return (
    <ChartFrame
      title={title}
      summary={summary}
      plot={plot}
      untitled={untitled ?? false}
      table={() => ({
        head: [xHead, ...series.map((line) => line.label)],
        rows: xs.map((x, index) => [formatX(x), ...series.map((line) => line.format(line.values[index] ?? null))]),
      })}
    >
      <div ref={host} className={charts.plot} style={{ height }} />
      {series.length > 1 && <Legend series={series} />}
    </ChartFrame>
  );
}

function Legend({ series }: Pick<XyChartProps, "series">) {
  return (
    <ul className={styles.legend} aria-hidden="true">
      {series.map((line) => (
        <li key={line.label}>
          <span className={charts.swatch} style={{ background: line.color }} data-dash={line.dash ? true : undefined} />
          {line.label}
        </li>
      ))}
    </ul>
  );
}

type LineLook = Pick<XySeries, "label" | "color" | "fill" | "dash" | "points" | "side">;

function useXyOptions({ series, formatX, wholeX }: XyChartProps) {
  const latest = useLatest({ series, formatX });
  const look = JSON.stringify(
    series.map(({ label, color, fill, dash, points, side }) => ({ label, color, fill, dash, points, side })),
  );
  return useCallback(() => {
    const lines = JSON.parse(look) as LineLook[];
    const sides = ["left", "right"] as const;
    const formatOf = (side: "left" | "right") => (value: number) =>
      latest.current.series.find((line) => (line.side ?? "left") === side)?.format(value) ?? "";
    const used = sides.filter((side) => lines.some((line) => (line.side ?? "left") === side));
    return {
      legend: { show: false },
      padding: [8, 24, 0, 0] as [number, number, number, number],
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { time: false, range: (_: uPlot, min: number, max: number) => rangeOfX(min, max, wholeX) },
        ...Object.fromEntries(used.map((side) => [side, { range: rangeFromZero }])),
      },
      axes: [
        xAxis((x) => latest.current.formatX(x), wholeX ?? false),
        ...used.map((side, index): Axis => sideAxis(side, formatOf(side), index === 0)),
      ],
      series: [{}, ...lines.map(lineOptions)],
    };
  }, [look, wholeX, latest]);
}

/** Places get room at both ends, so that the first and last point are seen whole. */
function rangeOfX(min: number, max: number, whole = false): [number, number] {
  const room = whole ? Math.max(0.5, (max - min) * 0.04) : 0;
  return [min - room, Math.max(max, min + (whole ? 0 : 1)) + room];
}

function rangeFromZero(_: uPlot, __: number, max: number): [number, number] {
  return [0, max > 0 ? max * 1.15 : 1];
}

function xAxis(format: (x: number) => string, whole: boolean): Axis {
  return {
    ...valueAxis(format),
    grid: { show: false },
    ticks: { stroke: resolveColor("var(--line)"), size: 4, width: 1 },
    size: 28,
    space: 88,
    ...(whole && { incrs: [1, 2, 5, 10, 20, 50, 100] }),
    values: (_plot, splits) => splits.map((x) => (whole && !Number.isInteger(x) ? "" : format(x))),
  };
}

function sideAxis(side: "left" | "right", format: (value: number) => string, grid: boolean): Axis {
  const axis = { ...valueAxis(format), scale: side, side: side === "left" ? 3 : 1 };
  return grid ? axis : { ...axis, grid: { show: false } };
}

function lineOptions(line: LineLook): Series {
  const color = resolveColor(line.color);
  return {
    label: line.label,
    scale: line.side ?? "left",
    stroke: color,
    width: 1.5,
    ...(line.dash && { dash: line.dash }),
    ...(line.fill && { fill: `color-mix(in srgb, ${color} 16%, transparent)` }),
    spanGaps: line.points === true,
    points: { show: line.points === true, size: 6, fill: color, stroke: color },
  };
}
