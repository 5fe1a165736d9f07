"use client";

import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { formatNano } from "../../../lib/format.ts";
import { layoutFlame } from "../model/flame-layout.ts";
import { clampView, type TimeView, zoomView } from "../model/time-view.ts";
import { STATUS_ERROR, type TraceModel } from "../model/trace-model.ts";
import classes from "./flame.module.css";
import { drawFlame, LANE_HEIGHT, spanAt } from "./flame-draw.ts";
import { useCanvas } from "./use-canvas.ts";
import { usePalette } from "./use-palette.ts";
import { WaterfallAxis } from "./waterfall-axis.tsx";

export interface FlameGraphProps {
  model: TraceModel;
  view: TimeView;
  onView: (view: TimeView) => void;
  focused: number;
  onFocus: (span: number) => void;
  onOpen: (span: number) => void;
  found: Uint8Array | null;
}

/** Spans over time, callers above callees. Scrolls down a long way but draws only the lanes on screen. */
export function FlameGraph({ model, view, onView, focused, onFocus, onOpen, found }: FlameGraphProps) {
  const layout = useMemo(() => layoutFlame(model), [model]);
  const palette = usePalette(model);
  const scroller = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState(0);
  const [hover, setHover] = useState<{ span: number; x: number; y: number } | null>(null);
  const hovered = hover?.span ?? -1;
  const scene = useMemo(
    () => ({ model, layout, view, scroll, palette, focused, hovered, found }),
    [model, layout, view, scroll, palette, focused, hovered, found],
  );
  const canvas = useCanvas(useCallback((surface) => drawFlame(surface, scene), [scene]));
  const bounds = { start: model.rangeStart, end: model.rangeEnd };

  useEffect(() => {
    const element = scroller.current;
    if (focused < 0 || !element) return;
    const top = (layout.laneOf[focused] ?? 0) * LANE_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + LANE_HEIGHT > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + LANE_HEIGHT - element.clientHeight;
    }
  }, [focused, layout]);

  useZoomWheel(canvas, view, onView, bounds);

  const spanUnder = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return { span: spanAt(scene, box.width, x, y), x, y, width: box.width };
  };
  const fit = (span: number) => {
    const [from, to] = [model.start[span] ?? 0, model.end[span] ?? 0];
    const margin = (to - from) * 0.02;
    onView(clampView({ start: from - margin, end: to + margin }, bounds));
  };
  const onKeyDown = useFlameKeys({ model, focused, onFocus, onOpen, fit });
  const { outline } = model;
  const nameOf = (span: number) =>
    `${outline.services[outline.service[span] ?? 0] ?? ""} · ${outline.operations[outline.operation[span] ?? 0] ?? ""}`;

  return (
    <div className={classes.flame}>
      <WaterfallAxis model={model} view={view} onView={onView} />
      <div
        ref={scroller}
        className={classes.scroller}
        onScroll={(event) => setScroll(event.currentTarget.scrollTop)}
        tabIndex={0}
        role="application"
        aria-label="Flame graph. Arrow keys go to caller, callee and siblings; Enter shows the span; z zooms to it, 0 shows everything."
        onKeyDown={onKeyDown}
      >
        <div className={classes.sticky}>
          <canvas
            ref={canvas}
            className={classes.canvas}
            aria-hidden="true"
            onPointerMove={(event) => {
              const { span, x, y } = spanUnder(event);
              setHover(span < 0 ? null : { span, x, y });
            }}
            onPointerLeave={() => setHover(null)}
            onClick={(event) => {
              const { span } = spanUnder(event as PointerEvent<HTMLCanvasElement>);
              if (span >= 0) onOpen(span);
            }}
            onDoubleClick={(event) => {
              const { span } = spanUnder(event as unknown as PointerEvent<HTMLCanvasElement>);
              if (span >= 0) fit(span);
              else onView(bounds);
            }}
          />
          {hover && (
            <div
              className={classes.tip}
              style={{ left: `min(${hover.x + 12}px, calc(100% - 260px))`, top: hover.y + 16 }}
            >
              <strong>{nameOf(hover.span)}</strong>
              <span>
                {formatNano(outline.duration[hover.span])}, self {formatNano(outline.selfTime[hover.span])}
                {outline.status[hover.span] === STATUS_ERROR && ", error"}
              </span>
            </div>
          )}
        </div>
        <div style={{ height: layout.lanes * LANE_HEIGHT }} />
      </div>
      <p className={classes.readout} aria-live="polite">
        {focused >= 0
          ? `${nameOf(focused)}: ${formatNano(outline.duration[focused])}, self ${formatNano(outline.selfTime[focused])}`
          : "Ctrl + wheel zooms, double-click fits a span, drag over the axis chooses a time."}
      </p>
    </div>
  );
}

/** Ctrl + wheel zooms around the pointer. React's wheel listeners are passive, so this one is attached by hand. */
function useZoomWheel(
  canvas: { current: HTMLCanvasElement | null },
  view: TimeView,
  onView: (view: TimeView) => void,
  bounds: TimeView,
): void {
  const latest = useRef({ view, onView, bounds });
  useEffect(() => {
    latest.current = { view, onView, bounds };
  });
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const { view: now, onView: change, bounds: whole } = latest.current;
      const around = now.start + ((event.clientX - box.left) / box.width) * (now.end - now.start);
      change(zoomView(now, whole, event.deltaY > 0 ? 1.25 : 0.8, around));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [canvas]);
}

interface FlameKeys {
  model: TraceModel;
  focused: number;
  onFocus: (span: number) => void;
  onOpen: (span: number) => void;
  fit: (span: number) => void;
}

function useFlameKeys({ model, focused, onFocus, onOpen, fit }: FlameKeys) {
  const sibling = (step: 1 | -1) => {
    // Siblings follow each other in the tree's order, a whole subtree apart.
    const parent = model.parent[focused] ?? -1;
    const at = model.position[focused] ?? 0;
    if (step === 1) {
      const next = model.order[at + (model.subtreeSize[focused] ?? 1)] ?? -1;
      if (next >= 0 && model.parent[next] === parent) onFocus(next);
      return;
    }
    let before = model.order[at - 1] ?? -1;
    while (before >= 0 && (model.depth[before] ?? 0) > (model.depth[focused] ?? 0)) before = model.parent[before] ?? -1;
    if (before >= 0 && before !== parent) onFocus(before);
  };
  const actions: Record<string, () => void> = {
    ArrowDown: () => {
      const child = focused < 0 ? (model.order[0] ?? -1) : (model.order[(model.position[focused] ?? 0) + 1] ?? -1);
      if (child >= 0 && (focused < 0 || model.parent[child] === focused)) onFocus(child);
    },
    ArrowUp: () => (model.parent[focused] ?? -1) >= 0 && onFocus(model.parent[focused] ?? 0),
    ArrowLeft: () => focused >= 0 && sibling(-1),
    ArrowRight: () => focused >= 0 && sibling(1),
    Enter: () => focused >= 0 && onOpen(focused),
    z: () => focused >= 0 && fit(focused),
  };
  return (event: KeyboardEvent) => {
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };
}
