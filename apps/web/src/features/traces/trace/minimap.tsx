"use client";

import { type PointerEvent, useCallback, useState } from "react";
import { clampView, type TimeView } from "../model/time-view.ts";
import { STATUS_ERROR, type TraceModel } from "../model/trace-model.ts";
import { type CanvasSurface, useCanvas } from "./use-canvas.ts";
import { type Palette, usePalette } from "./use-palette.ts";
import classes from "./waterfall.module.css";

interface MinimapProps {
  model: TraceModel;
  view: TimeView;
  onView: (view: TimeView) => void;
}

/** So many bars a line of pixels are enough to show where the work is, however many spans share the line. */
const BARS_A_LINE = 48;

/** The whole trace in a strip: drag to look at a part, drag the part to move it, double-click to see everything. */
export function Minimap({ model, view, onView }: MinimapProps) {
  const palette = usePalette(model);
  const canvas = useCanvas(useCallback((surface) => drawMinimap(surface, model, palette), [model, palette]));
  const bounds = { start: model.rangeStart, end: model.rangeEnd };
  const zoomed = view.start > bounds.start || view.end < bounds.end;
  const drag = useStripDrag(bounds, view, onView);
  return (
    <div
      className={classes.minimap}
      role="img"
      aria-label={`Overview of ${model.count} spans; zoom with plus, minus and 0`}
      {...drag}
      onDoubleClick={() => onView(bounds)}
    >
      <canvas ref={canvas} />
      {zoomed && <ViewWindow bounds={bounds} view={view} />}
    </div>
  );
}

/** Dragging inside the part in view moves it; dragging elsewhere, or with shift, chooses a new part. */
function useStripDrag(bounds: TimeView, view: TimeView, onView: (view: TimeView) => void) {
  const [drag, setDrag] = useState<{ from: number; moving: TimeView | null } | null>(null);
  const length = bounds.end - bounds.start;
  const instantAt = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return bounds.start + Math.min(1, Math.max(0, share)) * length;
  };
  const stop = () => setDrag(null);
  return {
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      const from = instantAt(event);
      const zoomed = view.start > bounds.start || view.end < bounds.end;
      const inside = zoomed && from >= view.start && from <= view.end;
      setDrag({ from, moving: inside && !event.shiftKey ? view : null });
    },
    onPointerMove: (event: PointerEvent) => {
      if (!drag) return;
      const at = instantAt(event);
      if (drag.moving) {
        const by = at - drag.from;
        onView(clampView({ start: drag.moving.start + by, end: drag.moving.end + by }, bounds));
      } else if (Math.abs(at - drag.from) > length * 0.004) {
        onView(clampView({ start: Math.min(at, drag.from), end: Math.max(at, drag.from) }, bounds));
      }
    },
    onPointerUp: stop,
    onPointerCancel: stop,
  };
}

/** Frames the part in view and shades the rest. */
function ViewWindow({ bounds, view }: { bounds: TimeView; view: TimeView }) {
  const length = bounds.end - bounds.start;
  const left = ((view.start - bounds.start) / length) * 100;
  const right = ((view.end - bounds.start) / length) * 100;
  return (
    <>
      <span className={classes.shade} style={{ left: 0, width: `${left}%` }} />
      <span className={classes.shade} style={{ left: `${right}%`, right: 0 }} />
      <span className={classes.window} style={{ left: `${left}%`, width: `${right - left}%` }} />
    </>
  );
}

function drawMinimap({ context, width, height }: CanvasSurface, model: TraceModel, palette: Palette): void {
  const { outline, count } = model;
  const scale = width / (model.rangeEnd - model.rangeStart);
  const padding = 3;
  const lines = height - padding * 2;
  const thickness = Math.max(1, Math.min(4, lines / Math.max(1, count) - 1));
  const stride = Math.max(1, Math.floor(count / (lines * BARS_A_LINE)));
  const bar = (at: number, color: string, least: number) => {
    const span = model.order[at] ?? 0;
    context.fillStyle = color;
    const x = ((model.start[span] ?? 0) - model.rangeStart) * scale;
    const length = Math.max(least, (outline.duration[span] ?? 0) * scale);
    context.fillRect(x, padding + (at / Math.max(1, count)) * (lines - thickness), length, thickness);
  };
  for (let at = 0; at < count; at += stride) {
    bar(at, palette.services[outline.service[model.order[at] ?? 0] ?? 0] ?? palette.muted, 1);
  }
  // Errors are what one looks for here: none of them is left out, and none gets lost under another bar.
  let drawn = 0;
  for (let at = 0; at < count && drawn < 4000; at++) {
    if (outline.status[model.order[at] ?? 0] !== STATUS_ERROR) continue;
    bar(at, palette.error, 3);
    drawn++;
  }
}
