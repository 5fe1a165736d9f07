"use client";

import { useElementSize } from "@mantine/hooks";
import { type PointerEvent, useState } from "react";
import { formatNano } from "../../../lib/format.ts";
import { axisTicks, clampView, type TimeView } from "../model/time-view.ts";
import type { TraceModel } from "../model/trace-model.ts";
import classes from "./waterfall.module.css";

interface WaterfallAxisProps {
  model: TraceModel;
  view: TimeView;
  onView: (view: TimeView) => void;
}

const MOST_TICKS = 6;
/** What a label takes at most. */
const LABEL_PX = 72;

/** Time since the start of the trace; dragging over it zooms in, a double click shows everything again. */
export function WaterfallAxis({ model, view, onView }: WaterfallAxisProps) {
  const { ref: axis, width } = useElementSize<HTMLDivElement>();
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const bounds = { start: model.rangeStart, end: model.rangeEnd };
  const shareAt = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const most = width > 0 ? Math.min(MOST_TICKS, Math.max(1, Math.floor(width / LABEL_PX))) : MOST_TICKS;
  const finish = () => {
    const length = view.end - view.start;
    if (drag && Math.abs(drag.to - drag.from) > 0.005) {
      const [low, high] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
      onView(clampView({ start: view.start + low * length, end: view.start + high * length }, bounds));
    }
    setDrag(null);
  };
  return (
    <div
      ref={axis}
      className={classes.axis}
      title="Drag to zoom in, double-click to see everything"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: shareAt(event), to: shareAt(event) });
      }}
      onPointerMove={(event) => drag && setDrag({ ...drag, to: shareAt(event) })}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onView(bounds)}
    >
      {axisTicks(view, most).map((tick) => {
        const left = ((tick - view.start) / (view.end - view.start)) * 100;
        const hasRoom = width === 0 || ((100 - left) / 100) * width >= LABEL_PX;
        return (
          <span key={tick} className={classes.tick} style={{ left: `${left}%` }}>
            {hasRoom && formatNano(tick - model.rangeStart)}
          </span>
        );
      })}
      {drag && (
        <span
          className={classes.dragged}
          style={{ left: `${Math.min(drag.from, drag.to) * 100}%`, width: `${Math.abs(drag.to - drag.from) * 100}%` }}
        />
      )}
    </div>
  );
}
