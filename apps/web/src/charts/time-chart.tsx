"use client";

import { useCallback, useMemo, useState } from "react";
import type uPlot from "uplot";
import type { AlignedData, Scale, Series } from "uplot";
import { formatAbsolute, formatClock } from "../lib/format.ts";
import { useLatest } from "../lib/use-latest.ts";
import { useTimeRange } from "../lib/use-time-range.tsx";
import { ChartFrame } from "./chart-frame.tsx";
import styles from "./charts.module.css";
import { resolveColor } from "./colors.ts";
import { hatchAfter, pageCursor, takeSelection, timeAxis, valueAxis } from "./plot-options.ts";
import { drawReferenceLines, type ReferenceLine, topOf } from "./reference-lines.ts";
import { stackBands, stackedValues } from "./stack.ts";
import { usePlot } from "./use-plot.ts";

export interface ChartSeries {
  label: string;
  /** One value a step; null is a gap. */
  values: readonly (number | null)[];
  /** A CSS colour or `var(--token)`. */
  color: string;
  /** Fills the area below the line. */
  fill?: boolean;
  dash?: number[];
}

export interface TimeChartProps {
  title: string;
  /** Start of the first step, ISO 8601 or milliseconds. */
  from: string | number;
  stepMs: number;
  series: readonly ChartSeries[];
  format: (value: number | null) => string;
  height?: number;
  untitled?: boolean;
  /** `log`: a logarithmic axis, for durations over several magnitudes; `stacked`: each series on top of the one before. */
  shape?: "lines" | "log" | "stacked";
  /** Values to hold the lines against, such as the load line. */
  references?: readonly ReferenceLine[];
}
type ChartShape = NonNullable<TimeChartProps["shape"]>;
const NO_LINES: readonly ReferenceLine[] = [];

/**
 * Lines over the page's time range, axis from zero unless logarithmic. One crosshair with all other charts of the page; a drag zooms the
 * page's range, a double click zooms out.
 */
export function TimeChart(props: TimeChartProps) {
  const { title, from, stepMs, series, format, height = 180, untitled, shape = "lines", references = NO_LINES } = props;
  const [cursor, setCursor] = useState<number | null>(null);
  const startMs = typeof from === "number" ? from : Date.parse(from);
  const data = useMemo(() => alignedData(startMs, stepMs, series, shape), [startMs, stepMs, series, shape]);
  const build = useTimeChartOptions({ series, format, stepMs, shape, references, onCursor: setCursor });
  const { host, plot } = usePlot(build, data, height);
  const times = data[0];

  return (
    <ChartFrame
      title={title}
      summary={summarise(series, format)}
      plot={plot}
      untitled={untitled ?? false}
      table={() => ({
        head: ["Time", ...series.map((line) => line.label)],
        rows: Array.from(times, (at, index) => [
          formatAbsolute(at * 1000),
          ...series.map((line) => format(line.values[index] ?? null)),
        ]),
      })}
    >
      <div ref={host} className={styles.plot} style={{ height }} />
      <Legend
        series={series}
        format={format}
        index={cursor}
        timeMs={cursor === null ? null : (times[cursor] ?? 0) * 1000}
      />
    </ChartFrame>
  );
}

function alignedData(startMs: number, stepMs: number, series: readonly ChartSeries[], shape: ChartShape): AlignedData {
  const length = Math.max(0, ...series.map((line) => line.values.length));
  const times = Array.from({ length }, (_, index) => (startMs + index * stepMs) / 1000);
  if (shape === "stacked") return [times, ...stackedValues(series)];
  // Zero has no place on a logarithmic axis.
  const drawn = (value: number | null) => (shape === "log" && value !== null && value <= 0 ? null : value);
  return [times, ...series.map((line) => line.values.map(drawn))];
}

interface TimeChartOptions extends Required<Pick<TimeChartProps, "series" | "format" | "stepMs" | "references">> {
  shape: ChartShape;
  onCursor: (index: number | null) => void;
}

/** Options that stay the same object while only values change: the rest is read through references. */
function useTimeChartOptions({ series, format, stepMs, shape, references, onCursor }: TimeChartOptions) {
  const range = useTimeRange();
  const latest = useLatest({ range, format, stepMs });
  const lineLooks = series.map(({ label, color, fill, dash }) => ({ label, color, fill, dash }));
  const look = JSON.stringify({ lines: lineLooks, marks: references });

  return useCallback(
    (Plot: typeof uPlot) => {
      const { lines, marks } = JSON.parse(look) as { lines: LineLook[]; marks: ReferenceLine[] };
      return {
        legend: { show: false },
        padding: [8, 8, 0, 0] as [number, number, number, number],
        cursor: pageCursor({ x: true, y: false }, () => latest.current.range.zoomOut()),
        scales: {
          x: {
            time: true,
            range: () => [latest.current.range.fromMs / 1000, latest.current.range.toMs / 1000] as [number, number],
          },
          y: shape === "log" ? logScale(Plot) : linearScale(marks),
        },
        axes: [timeAxis(), valueAxis((value) => latest.current.format(value))],
        series: [{}, ...lines.map((line) => lineOptions(line, shape === "stacked"))],
        ...(shape === "stacked" && { bands: stackBands(lines.length) }),
        hooks: {
          setCursor: [
            (plot: uPlot) =>
              onCursor(plot.cursor.left === undefined || plot.cursor.left < 0 ? null : (plot.cursor.idx ?? null)),
          ],
          setSelect: [(plot: uPlot) => zoomToSelection(plot, latest.current.range.setRange)],
          drawClear: [(plot: uPlot) => hatchInProgress(plot, latest.current.stepMs)],
          draw: [(plot: uPlot) => drawReferenceLines(plot, marks)],
        },
      };
    },
    [look, shape, onCursor, latest],
  );
}

type LineLook = Pick<ChartSeries, "label" | "color" | "fill" | "dash">;

function linearScale(references: readonly ReferenceLine[]): Scale {
  return { range: (_: uPlot, __: number, max: number): [number, number] => [0, topOf(max, references)] };
}

/** Whole magnitudes around the values, so that a live chart does not jump with each of them. */
function logScale(Plot: typeof uPlot): Scale {
  return {
    distr: 3,
    range: (_: uPlot, min: number, max: number) => (min > 0 ? Plot.rangeLog(min, max, 10, true) : [1, 1000]),
  };
}

function zoomToSelection(plot: uPlot, setRange: (fromMs: number, toMs: number) => void): void {
  const selected = takeSelection(plot);
  if (!selected) return;
  const at = (px: number) => plot.posToVal(px, "x") * 1000;
  setRange(at(selected.left), at(selected.left + selected.width));
}

function lineOptions(line: LineLook, stacked: boolean): Series {
  const color = resolveColor(line.color);
  const strength = stacked ? 55 : 16;
  return {
    label: line.label,
    stroke: color,
    width: 1.5,
    ...(line.dash && { dash: line.dash }),
    ...((line.fill || stacked) && { fill: `color-mix(in srgb, ${color} ${strength}%, transparent)` }),
    spanGaps: false,
    points: { size: 4, filter: (plot, at, show) => (show ? null : isolatedPoints(plot.data[at] ?? [])) },
  };
}

/** Values between two gaps: no line goes through them, so that they need a point to be seen at all. */
function isolatedPoints(values: ArrayLike<number | null | undefined>): number[] {
  const isKnown = (index: number) => values[index] !== null && values[index] !== undefined;
  const found: number[] = [];
  for (let index = 0; index < values.length; index++)
    if (isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1)) found.push(index);
  return found;
}

function hatchInProgress(plot: uPlot, stepMs: number): void {
  const last = plot.data[0].at(-1);
  if (last !== undefined && last * 1000 + stepMs > Date.now()) hatchAfter(plot, last);
}

function statistics(values: readonly (number | null)[]) {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return { min: null, avg: null, max: null };
  const sum = known.reduce((total, value) => total + value, 0);
  return { min: Math.min(...known), avg: sum / known.length, max: Math.max(...known) };
}

function summarise(series: readonly ChartSeries[], format: (value: number | null) => string): string {
  return series
    .map((line) => {
      const { min, avg, max } = statistics(line.values);
      return max === null
        ? `${line.label}: no data`
        : `${line.label}: from ${format(min)} to ${format(max)}, ${format(avg)} on average`;
    })
    .join("; ");
}

interface LegendProps {
  series: readonly ChartSeries[];
  format: (value: number | null) => string;
  index: number | null;
  timeMs: number | null;
}

/** Each line with its value at the crosshair and its least, mean and greatest value. */
function Legend({ series, format, index, timeMs }: LegendProps) {
  const figures = useMemo(() => series.map((line) => statistics(line.values)), [series]);
  return (
    <table className={styles.legend} aria-hidden="true">
      <thead>
        <tr>
          <th>{timeMs === null ? "" : formatClock(timeMs)}</th>
          <th>{index === null ? "" : "here"}</th>
          <th>min</th>
          <th>avg</th>
          <th>max</th>
        </tr>
      </thead>
      <tbody>
        {series.map((line, row) => (
          <tr key={line.label}>
            <td>
              <span
                className={styles.swatch}
                style={{ background: line.color }}
                data-dash={line.dash ? true : undefined}
              />
              {line.label}
            </td>
            <td className={styles.here}>{index === null ? "" : format(line.values[index] ?? null)}</td>
            <td>{format(figures[row]?.min ?? null)}</td>
            <td>{format(figures[row]?.avg ?? null)}</td>
            <td>{format(figures[row]?.max ?? null)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
