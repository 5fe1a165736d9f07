import { type FlameLayout, firstSlotAfter } from "../model/flame-layout.ts";
import type { TimeView } from "../model/time-view.ts";
import { STATUS_ERROR, type TraceModel } from "../model/trace-model.ts";
import type { CanvasSurface } from "./use-canvas.ts";
import type { Palette } from "./use-palette.ts";

export const LANE_HEIGHT = 20;

export interface FlameScene {
  model: TraceModel;
  layout: FlameLayout;
  view: TimeView;
  /** Pixels scrolled down. */
  scroll: number;
  palette: Palette;
  focused: number;
  hovered: number;
  found: Uint8Array | null;
}

/** Draws the lanes on screen. Spans narrower than a pixel that fall on the same pixel are drawn once. */
export function drawFlame({ context, width, height }: CanvasSurface, scene: FlameScene): void {
  const { layout, scroll } = scene;
  context.font = "11px 'Inter Variable', sans-serif";
  context.textBaseline = "middle";
  const first = Math.max(0, Math.floor(scroll / LANE_HEIGHT));
  const last = Math.min(layout.lanes - 1, Math.floor((scroll + height) / LANE_HEIGHT));
  for (let lane = first; lane <= last; lane++) drawLane(context, width, lane, scene);
  outlineSpan(context, width, scene, scene.hovered, scene.palette.muted);
  outlineSpan(context, width, scene, scene.focused, scene.palette.text);
}

function drawLane(context: CanvasRenderingContext2D, width: number, lane: number, scene: FlameScene): void {
  const { model, layout, view, palette, found } = scene;
  const scale = width / (view.end - view.start);
  const y = lane * LANE_HEIGHT - scene.scroll;
  const end = layout.offset[lane + 1] ?? 0;
  let drawnTo = -1;
  for (let slot = firstSlotAfter(model, layout, lane, view.start); slot < end; slot++) {
    const span = layout.spans[slot] ?? 0;
    const from = ((model.start[span] ?? 0) - view.start) * scale;
    if (from > width) break;
    const to = ((model.end[span] ?? 0) - view.start) * scale;
    if (to < drawnTo) continue;
    const x = Math.max(from, drawnTo, 0);
    const length = Math.max(0.75, Math.min(to, width) - x - (to - from > 3 ? 1 : 0));
    const dimmed = found !== null && found[span] !== 1;
    context.globalAlpha = dimmed ? 0.3 : 1;
    context.fillStyle = palette.services[model.outline.service[span] ?? 0] ?? palette.muted;
    context.fillRect(x, y + 1, length, LANE_HEIGHT - 2);
    drawnTo = Math.max(to, x + 0.75);
    if (model.outline.status[span] === STATUS_ERROR) {
      context.fillStyle = palette.error;
      context.fillRect(x, y + LANE_HEIGHT - 4, Math.max(2, length), 3);
    }
    context.globalAlpha = 1;
    context.fillStyle = dimmed ? palette.text : palette.page;
    if (length > 28) drawName(context, scene, span, x, y, length);
  }
}

function drawName(
  context: CanvasRenderingContext2D,
  scene: FlameScene,
  span: number,
  x: number,
  y: number,
  room: number,
) {
  const { outline } = scene.model;
  const name = outline.operations[outline.operation[span] ?? 0] ?? "";
  // About six pixels a letter: cutting by count is far cheaper than measuring, and the clip below hides the rest.
  const letters = Math.floor((room - 8) / 6);
  const text = name.length > letters ? `${name.slice(0, Math.max(1, letters - 1))}…` : name;
  context.save();
  context.beginPath();
  context.rect(x, y, room, LANE_HEIGHT);
  context.clip();
  context.fillText(text, x + 4, y + LANE_HEIGHT / 2 + 0.5);
  context.restore();
}

function outlineSpan(context: CanvasRenderingContext2D, width: number, scene: FlameScene, span: number, color: string) {
  if (span < 0) return;
  const { model, layout, view } = scene;
  const scale = width / (view.end - view.start);
  const from = Math.max(((model.start[span] ?? 0) - view.start) * scale, -2);
  const to = Math.min(((model.end[span] ?? 0) - view.start) * scale, width + 2);
  if (to < 0 || from > width) return;
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.strokeRect(
    from,
    (layout.laneOf[span] ?? 0) * LANE_HEIGHT - scene.scroll + 1,
    Math.max(2, to - from),
    LANE_HEIGHT - 2,
  );
}

/** The span at a point of the canvas, -1 where there is none; spans a little beside the point count when tiny. */
export function spanAt(scene: FlameScene, width: number, x: number, y: number): number {
  const { model, layout, view } = scene;
  const lane = Math.floor((y + scene.scroll) / LANE_HEIGHT);
  if (lane < 0 || lane >= layout.lanes) return -1;
  const pixel = (view.end - view.start) / width;
  const instant = view.start + x * pixel;
  const slot = firstSlotAfter(model, layout, lane, instant - pixel * 1.5);
  if (slot >= (layout.offset[lane + 1] ?? 0)) return -1;
  const span = layout.spans[slot] ?? -1;
  return (model.start[span] ?? 0) <= instant + pixel * 1.5 ? span : -1;
}
