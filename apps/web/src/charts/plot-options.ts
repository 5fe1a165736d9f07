import type uPlot from "uplot";
import type { Axis, Cursor } from "uplot";
import { formatClock, formatDayClock } from "../lib/format.ts";
import { resolveColor } from "./colors.ts";

/** All charts of a page share one crosshair under this key. */
const SYNC_KEY = "page";

/** The axis of time, labelled by clock and, at long ranges, by day. */
export function timeAxis(): Axis {
  return {
    stroke: resolveColor("var(--muted)"),
    font: "11px Inter Variable, sans-serif",
    grid: { show: false },
    ticks: { stroke: resolveColor("var(--line)"), size: 4, width: 1 },
    size: 28,
    space: 72,
    values: (plot, splits) => {
      const { min = 0, max = 0 } = plot.scales["x"] ?? {};
      const long = max - min > 86_400;
      const fine = max - min < 600;
      return splits.map((at) => (long ? formatDayClock(at * 1000) : formatClock(at * 1000, fine)));
    },
  };
}

/** Round distances between two labels: 1, 2, 2.5 and 5 times a power of ten, as uPlot has them. */
const DECIMAL_STEPS = Array.from({ length: 33 }, (_, index) => index - 16).flatMap((power) =>
  [1, 2, 2.5, 5].map((times) => Number(`${times}e${power}`)),
);
/** Powers of two: 256 MiB is round, 286 MiB is not. */
const BINARY_STEPS = Array.from({ length: 60 }, (_, power) => 2 ** power);

/** An axis of values whose labels come from `format`. */
export function valueAxis(format: (value: number) => string): Axis {
  return {
    stroke: resolveColor("var(--muted)"),
    font: "11px Inter Variable, sans-serif",
    grid: { stroke: resolveColor("var(--line)"), width: 1 },
    ticks: { show: false },
    // As wide as its longest label, some 6 px a character, so that "16 min 40 s" is not cut off.
    size: (_plot, labels) => Math.max(64, 16 + 6 * Math.max(0, ...(labels ?? []).map((label) => label.length))),
    space: 32,
    incrs: (_plot, _axis, _min, max) => (/[KMGTP]iB/.test(format(max)) ? BINARY_STEPS : DECIMAL_STEPS),
    // A logarithmic axis leaves out the labels between magnitudes: null stands in their place.
    values: (_plot, splits) => splits.map((value) => (value === null ? "" : format(value))),
  };
}

const isPointerMove = (type: string) => type === "mousemove" || type === "mouseleave";

/** Shared crosshair, selection without uPlot's own zoom, and `onDoubleClick` in place of its reset. */
export function pageCursor(drag: { x: boolean; y: boolean }, onDoubleClick: () => void): Cursor {
  return {
    drag: { ...drag, setScale: false, dist: 6, uni: 24 },
    // Only the crosshair is shared: a drag or a double click belongs to the chart it happened on.
    sync: { key: SYNC_KEY, setSeries: false, scales: ["x", null], filters: { pub: isPointerMove, sub: isPointerMove } },
    points: { size: 6 },
    bind: {
      dblclick: () => () => {
        onDoubleClick();
        return null;
      },
    },
  };
}

/** Hatches the part of the plot after `fromSec`: a bucket that is still filling. */
export function hatchAfter(plot: uPlot, fromSec: number): void {
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(fromSec, "x", true));
  const right = bbox.left + bbox.width;
  if (right - left < 1) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, right - left, bbox.height);
  ctx.clip();
  ctx.strokeStyle = resolveColor("var(--line)");
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let x = left - bbox.height; x < right; x += 8) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** Takes a finished selection off the plot and answers it in pixels, or null when it was a mere click. */
export function takeSelection(plot: uPlot): { left: number; top: number; width: number; height: number } | null {
  const { left, top, width, height } = plot.select;
  if (width < 4) return null;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  return { left, top, width, height };
}
