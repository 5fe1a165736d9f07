"use client";

import dynamic from "next/dynamic";
import { useEffect, useRef, useState } from "react";
import { ChartSkeleton } from "../../../components/states.tsx";
import { rememberTrace } from "../../../lib/recent-traces.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import type { TraceModel } from "../model/trace-model.ts";
import { Minimap } from "./minimap.tsx";
import { SpanDrawer } from "./span-drawer.tsx";
import { TraceHeader } from "./trace-header.tsx";
import { TraceNotices } from "./trace-notices.tsx";
import { TraceToolbar } from "./trace-toolbar.tsx";
import classes from "./trace-view.module.css";
import { useLoadRun } from "./use-load-run.ts";
import { isYoung } from "./use-trace-outline.ts";
import { useTraceView } from "./use-trace-view.ts";
import { Waterfall } from "./waterfall.tsx";

const loading = () => <ChartSkeleton height={320} />;
const FlameGraph = dynamic(() => import("./flame-graph.tsx").then((module) => module.FlameGraph), {
  ssr: false,
  loading,
});
const SpanTable = dynamic(() => import("./span-table.tsx").then((module) => module.SpanTable), { ssr: false, loading });

/** A trace that is there: header, overview, one of three views, and the drawer of a span. */
export function TraceView({ model }: { model: TraceModel }) {
  const state = useTraceView(model);
  const { selection, tab } = state;
  const search = useRef<HTMLInputElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const young = useYoung(model);
  const loadRun = useLoadRun(model);
  useRemembered(model);
  const closeDrawer = () => {
    selection.close();
    content.current?.querySelector<HTMLElement>("[role=treegrid], [role=application]")?.focus({ preventScroll: true });
  };
  useTraceShortcuts(state, search, closeDrawer);

  return (
    <div className={classes.page}>
      <TraceHeader model={model} loadRun={loadRun} onNextError={() => state.stepError(1)} />
      <TraceNotices model={model} young={young} loadRun={loadRun} />
      {tab !== "table" && <Minimap model={model} view={state.view} onView={state.setView} />}
      <TraceToolbar model={model} state={state} searchRef={search} />
      <div className={classes.content} ref={content}>
        <TraceBody model={model} state={state} />
        {selection.opened && (
          <SpanDrawer model={model} span={selection.focused} onClose={closeDrawer} onSelect={selection.open} />
        )}
      </div>
    </div>
  );
}

type TraceState = ReturnType<typeof useTraceView>;

/** The view that was chosen. */
function TraceBody({ model, state }: { model: TraceModel; state: TraceState }) {
  const { selection, tab } = state;
  if (tab === "table") return <SpanTable model={model} onOpen={selection.open} />;
  const shared = {
    model,
    view: state.view,
    onView: state.setView,
    focused: selection.focused,
    onFocus: state.goTo,
    onOpen: selection.open,
    found: state.search.marks,
  };
  if (tab === "flame") return <FlameGraph {...shared} />;
  return <Waterfall {...shared} tree={state.tree} showCritical={state.showCritical} />;
}

function useTraceShortcuts(
  state: TraceState,
  search: { current: HTMLInputElement | null },
  closeDrawer: () => void,
): void {
  const { selection, tree, goTo } = state;
  const row = selection.focused < 0 ? -1 : (tree.rows.rowOf[selection.focused] ?? -1);
  const move = (by: number) => goTo(tree.rows.spans[Math.min(Math.max(row + by, 0), tree.rows.spans.length - 1)] ?? -1);
  const find = () => search.current?.focus();
  const group = "Trace";
  useShortcuts([
    { keys: "j", label: "Next span", group, run: () => move(1) },
    { keys: "k", label: "Previous span", group, run: () => move(-1) },
    { keys: "f", label: "Find in the trace", group, run: find },
    { keys: "/", label: "Find in the trace", group, run: find },
    { keys: "n", label: "Next match", group, run: () => state.stepFound(1) },
    { keys: "N", label: "Previous match", group, run: () => state.stepFound(-1) },
    { keys: "e", label: "Next error", group, run: () => state.stepError(1) },
    { keys: "E", label: "Previous error", group, run: () => state.stepError(-1) },
    { keys: "c", label: "Light the critical path", group, run: state.toggleCritical },
    { keys: "+", label: "Zoom in", group, run: () => state.zoomBy(0.5) },
    { keys: "-", label: "Zoom out", group, run: () => state.zoomBy(2) },
    { keys: "0", label: "Show the whole trace", group, run: state.resetZoom },
    { keys: "1", label: "Waterfall", group, run: () => state.setTab("waterfall") },
    { keys: "2", label: "Flame graph", group, run: () => state.setTab("flame") },
    { keys: "3", label: "Table", group, run: () => state.setTab("table") },
    { keys: "Escape", label: "Close the span", group, run: closeDrawer },
  ]);
}

/** Whether spans may still arrive; turns false by itself. */
function useYoung(model: TraceModel): boolean {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const young = isYoung(model.outline, nowMs);
  useEffect(() => {
    if (!young) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [young]);
  return young;
}

/** The command palette offers traces opened lately, and the browser's tab names this one. */
function useRemembered(model: TraceModel): void {
  const { outline } = model;
  const root = model.order[0] ?? 0;
  const label = `${outline.services[outline.service[root] ?? 0]} ${outline.operations[outline.operation[root] ?? 0]}`;
  useEffect(() => {
    rememberTrace({ traceId: outline.traceId, label });
    document.title = `${label} · Traces · Plimsoll`;
  }, [outline.traceId, label]);
}
