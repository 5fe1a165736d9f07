import type uPlot from "uplot";
import { resolveColor } from "./colors.ts";

/** A dashed line at a value, such as the load line or a threshold. */
export interface ReferenceLine {
  value: number;
  label: string;
  /** A CSS colour or `var(--token)`. */
  color: string;
}

/** A line may stretch the axis so far; one beyond it is only pointed to, or the data would be a line at the bottom. */
const MOST_STRETCH = 10;

/** Upper end of an axis from zero on which the data, and the lines that are not far beyond it, have room. */
export function topOf(max: number, lines: readonly ReferenceLine[]): number {
  const near = lines.map((line) => line.value).filter((value) => max <= 0 || value <= max * MOST_STRETCH);
  const top = Math.max(max, ...near);
  return top > 0 ? top * 1.1 : 1;
}

/** Draws the lines that lie within the axis; those above it as words with an arrow at the upper edge. */
export function drawReferenceLines(plot: uPlot, lines: readonly ReferenceLine[]): void {
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio;
  const { min = 0, max = 0 } = plot.scales["y"] ?? {};
  ctx.save();
  ctx.font = `500 ${11 * ratio}px Inter Variable, sans-serif`;
  ctx.textAlign = "right";
  for (const line of lines) {
    if (line.value < min) continue;
    const above = line.value > max;
    const y = above ? bbox.top : Math.round(plot.valToPos(line.value, "y", true));
    ctx.fillStyle = ctx.strokeStyle = resolveColor(line.color);
    if (!above) {
      ctx.lineWidth = 1.5 * ratio;
      ctx.setLineDash([6 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    const below = above || y - bbox.top < 16 * ratio;
    ctx.textBaseline = below ? "top" : "bottom";
    const text = above ? `↑ ${line.label}` : line.label;
    // Its own background keeps the words readable where data passes behind them.
    drawOnSurface(ctx, text, bbox.left + bbox.width - 4 * ratio, y + (below ? 3 : -3) * ratio, 11 * ratio, below);
  }
  ctx.restore();
}

function drawOnSurface(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  height: number,
  below: boolean,
): void {
  const ink = ctx.fillStyle;
  const width = ctx.measureText(text).width;
  ctx.fillStyle = resolveColor("var(--surface)");
  ctx.globalAlpha = 0.8;
  ctx.fillRect(x - width - height / 3, below ? y - 1 : y - height - 1, width + (2 * height) / 3, height + 3);
  ctx.globalAlpha = 1;
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y);
}
