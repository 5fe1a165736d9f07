"use client";

import { useCallback, useMemo, useState } from "react";
import type uPlot from "uplot";
import type { AlignedData } from "uplot";
import { formatAbsolute, formatClock, formatCount, formatDuration, plural } from "../lib/format.ts";
import { useLatest } from "../lib/use-latest.ts";
import { useTimeRange } from "../lib/use-time-range.tsx";
import { ChartFrame } from "./chart-frame.tsx";
import styles from "./charts.module.css";
import { heatColor, resolveColor } from "./colors.ts";
import { type HeatGrid, heatGrid, rowOfDuration, durationOfRow } from "./heat-grid.ts";
import { pageCursor, takeSelection, timeAxis, valueAxis } from "./plot-options.ts";
import type { ChartSeries } from "./time-chart.tsx";
import { usePlot } from "./use-plot.ts";

export interface HeatmapBrush {
  fromMs: number;
  toMs: number;
  minMs: number;
  maxMs: number;
}

export interface HeatmapProps {
  title: string;
  from: string | number;
  stepMs: number;
  /** Lower bounds of the rows, ascending, logarithmic. */
  durationBoundsMs: readonly number[];
  /** Flattened triples: column, row, count. */
  cells: readonly number[];
  /** What is counted, for the text under the pointer: `span`, `request`. */
  unit?: string;
  height?: number;
  untitled?: boolean;
  /** Lines in milliseconds over the same steps, such as percentiles. */
  lines?: readonly ChartSeries[];
  /** A stretch of time and duration was chosen; default: the page zooms to the time. */
  onBrush?: (brush: HeatmapBrush) => void;
}

/** Time × logarithmic duration, coloured by the logarithm of the count. */
export function Heatmap(props: HeatmapProps) {
  const { title, from, stepMs, durationBoundsMs, cells, unit = "request", height = 200, untitled, lines } = props;
  const startMs = typeof from === "number" ? from : Date.parse(from);
  const grid = useMemo(
    () => heatGrid({ startMs, stepMs, boundsMs: durationBoundsMs, cells }),
    [startMs, stepMs, durationBoundsMs, cells],
  );
  const data = useMemo(() => heatData(grid, lines ?? []), [grid, lines]);
  const [hover, setHover] = useState<string | null>(null);
  const build = useHeatmapOptions({ grid, lines: lines ?? [], unit, onHover: setHover, onBrush: props.onBrush });
  const { host, plot } = usePlot(build, data, height);

  return (
    <ChartFrame
      title={title}
      summary={`${plural(grid.total, unit)} over time by duration`}
      plot={plot}
      untitled={untitled ?? false}
      table={() => heatTable(grid, unit)}
    >
      <div ref={host} className={styles.plot} style={{ height }} />
      <p className={styles.readout} aria-hidden="true">
        {hover ??
          `${plural(grid.total, unit)}, darkest to brightest 1 to ${formatCount(grid.max)} a cell; drag to choose`}
        {(lines ?? []).map((line) => (
          <span key={line.label} className={styles.readoutLine}>
            <span className={styles.swatch} style={{ background: line.color }} />
            {line.label}
          </span>
        ))}
      </p>
    </ChartFrame>
  );
}

function heatData(grid: HeatGrid, lines: readonly ChartSeries[]): AlignedData {
  const columns = Math.max(grid.columns, ...lines.map((line) => line.values.length));
  const times = Array.from({ length: columns }, (_, index) => (grid.startMs + index * grid.stepMs) / 1000);
  const row = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : rowOfDuration(grid, ms));
  return [times, times.map(() => null), ...lines.map((line) => times.map((_, index) => row(line.values[index])))];
}

function heatTable(grid: HeatGrid, unit: string) {
  const rows = [];
  for (let index = 0; index + 2 < grid.cells.length; index += 3) {
    const [column = 0, row = 0, count = 0] = [grid.cells[index], grid.cells[index + 1], grid.cells[index + 2]];
    const at = formatAbsolute(grid.startMs + column * grid.stepMs);
    rows.push([
      at,
      `${formatDuration(durationOfRow(grid, row))} to ${formatDuration(durationOfRow(grid, row + 1))}`,
      String(count),
    ]);
  }
  return { head: ["Time", "Duration", `${unit}s`], rows };
}

interface HeatmapOptions {
  grid: HeatGrid;
  lines: readonly ChartSeries[];
  unit: string;
  onHover: (text: string | null) => void;
  onBrush: ((brush: HeatmapBrush) => void) | undefined;
}

/** Options that stay the same object while only counts change: the rest is read through a reference. */
function useHeatmapOptions(options: HeatmapOptions) {
  const range = useTimeRange();
  const latest = useLatest({ ...options, range });
  const shape = JSON.stringify(options.lines.map(({ label, color, dash }) => ({ label, color, dash })));

  return useCallback(() => {
    const lines = JSON.parse(shape) as Pick<ChartSeries, "label" | "color" | "dash">[];
    const rows = () => latest.current.grid.boundsMs.length;
    return {
      legend: { show: false },
      padding: [8, 8, 0, 0] as [number, number, number, number],
      cursor: pageCursor({ x: true, y: true }, () => latest.current.range.zoomOut()),
      scales: {
        x: {
          time: true,
          range: () => [latest.current.range.fromMs / 1000, latest.current.range.toMs / 1000] as [number, number],
        },
        y: { range: () => [0, Math.max(1, rows())] as [number, number] },
      },
      axes: [
        timeAxis(),
        {
          ...valueAxis((row) => formatDuration(durationOfRow(latest.current.grid, row))),
          splits: () => rowSplits(rows()),
          grid: { show: false },
        },
      ],
      series: [
        {},
        { show: true, points: { show: false } },
        ...lines.map((line) => ({
          stroke: resolveColor(line.color),
          width: 1.5,
          spanGaps: false,
          ...(line.dash && { dash: line.dash }),
          points: { show: false },
        })),
      ],
      hooks: {
        drawAxes: [(plot: uPlot) => drawCells(plot, latest.current.grid)],
        setCursor: [
          (plot: uPlot) => latest.current.onHover(describeCell(plot, latest.current.grid, latest.current.unit)),
        ],
        setSelect: [(plot: uPlot) => brushed(plot, latest.current)],
      },
    };
  }, [shape, latest]);
}

/** About five labels, on whole rows. */
function rowSplits(rows: number): number[] {
  const step = Math.max(1, Math.round(rows / 5));
  return Array.from({ length: Math.floor(rows / step) + 1 }, (_, index) => index * step);
}

function drawCells(plot: uPlot, grid: HeatGrid): void {
  const { ctx, bbox } = plot;
  const [low, mid, high] = ["--heat-low", "--heat-mid", "--heat-high"].map((name) => resolveColor(`var(${name})`));
  const stepSec = grid.stepMs / 1000;
  const scale = Math.log(grid.max + 1);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (let index = 0; index + 2 < grid.cells.length; index += 3) {
    const [column = 0, row = 0, count = 0] = [grid.cells[index], grid.cells[index + 1], grid.cells[index + 2]];
    const startSec = grid.startMs / 1000 + column * stepSec;
    const left = plot.valToPos(startSec, "x", true);
    const right = plot.valToPos(startSec + stepSec, "x", true);
    const top = plot.valToPos(row + 1, "y", true);
    const bottom = plot.valToPos(row, "y", true);
    ctx.fillStyle = heatColor(Math.log(count + 1) / scale, low ?? "#000000", mid ?? "#000000", high ?? "#000000");
    // A pixel less leaves a hairline between cells where they are wide enough to need one.
    ctx.fillRect(left, top, Math.max(1, right - left - (right - left > 4 ? 1 : 0)), Math.max(1, bottom - top - 1));
  }
  ctx.restore();
}

function describeCell(plot: uPlot, grid: HeatGrid, unit: string): string | null {
  const { left, top } = plot.cursor;
  if (left === undefined || top === undefined || left < 0) return null;
  const column = Math.floor((plot.posToVal(left, "x") * 1000 - grid.startMs) / grid.stepMs);
  const at = formatClock(grid.startMs + column * grid.stepMs);
  // Another chart's crosshair gives a time but no height.
  if (top < 0) return at;
  const row = Math.floor(plot.posToVal(top, "y"));
  const count = grid.countAt(column, row);
  return `${at}, ${formatDuration(durationOfRow(grid, row))} to ${formatDuration(durationOfRow(grid, row + 1))}: ${plural(count, unit)}`;
}

function brushed(
  plot: uPlot,
  { grid, range, onBrush }: HeatmapOptions & { range: ReturnType<typeof useTimeRange> },
): void {
  const selected = takeSelection(plot);
  if (!selected) return;
  const timeAt = (px: number) => plot.posToVal(px, "x") * 1000;
  const [fromMs, toMs] = [timeAt(selected.left), timeAt(selected.left + selected.width)];
  if (!onBrush) {
    range.setRange(fromMs, toMs);
    return;
  }
  const durationAt = (px: number) => durationOfRow(grid, plot.posToVal(px, "y"));
  onBrush({ fromMs, toMs, minMs: durationAt(selected.top + selected.height), maxMs: durationAt(selected.top) });
}
