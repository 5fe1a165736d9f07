"use client";

import { useCallback, useDeferredValue, useEffect, useMemo, useState } from "react";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { parseView, type TimeView, viewParam, zoomView } from "../model/time-view.ts";
import type { TraceModel } from "../model/trace-model.ts";
import { errorSpans, neighbourOf, searchTrace } from "../model/trace-search.ts";
import { useSettledParam, useSpanSelection } from "./use-span-selection.ts";
import { useTree } from "./use-tree.ts";

const TABS = ["waterfall", "flame", "table"] as const;
export type TraceTab = (typeof TABS)[number];

/** Everything a trace page remembers: tab, selection, search, zoom, collapsed spans. What a link should show is in the URL. */
export function useTraceView(model: TraceModel) {
  const [params, update] = useUrlParams();
  const tab = TABS.find((each) => each === params.get("tab")) ?? "waterfall";
  const selection = useSpanSelection(model);
  const tree = useTree(model);
  const { show } = tree;
  const zoom = useZoom(model);
  const search = useTraceSearch(model);
  const [showCritical, setShowCritical] = useState(params.get("path") !== "off");
  useSettledParam("path", showCritical ? null : "off");

  const { focused, focus, open, opened } = selection;
  // A span that a link, the search or the flame graph leads to may stand in a collapsed one.
  useEffect(() => {
    if (focused >= 0) show(focused);
  }, [focused, show]);

  const goTo = useCallback(
    (span: number) => {
      if (span < 0) return;
      if (opened) open(span);
      else focus(span);
    },
    [opened, open, focus],
  );
  const errors = useMemo(() => errorSpans(model), [model]);
  const stepError = (step: 1 | -1) => goTo(neighbourOf(model, errors, focused, step));
  const stepFound = (step: 1 | -1) => goTo(neighbourOf(model, search.found, focused, step));
  return {
    tab,
    setTab: (next: TraceTab) => update({ tab: next === "waterfall" ? null : next }),
    selection,
    tree,
    ...zoom,
    search,
    showCritical,
    toggleCritical: () => setShowCritical((shown) => !shown),
    goTo,
    stepError,
    stepFound,
  };
}

function useZoom(model: TraceModel) {
  const [params] = useUrlParams();
  const bounds = useMemo(() => ({ start: model.rangeStart, end: model.rangeEnd }), [model]);
  const [chosen, setChosen] = useState<TimeView | null>(() => parseView(params.get("zoom"), bounds));
  const view = chosen ?? bounds;
  useSettledParam("zoom", viewParam(view, bounds));
  const setView = useCallback(
    (next: TimeView) => setChosen(next.start <= bounds.start && next.end >= bounds.end ? null : next),
    [bounds],
  );
  const zoomBy = (factor: number) => setView(zoomView(view, bounds, factor, (view.start + view.end) / 2));
  return { view, setView, zoomBy, zoomed: chosen !== null, resetZoom: () => setChosen(null) };
}

function useTraceSearch(model: TraceModel) {
  const [params] = useUrlParams();
  const [text, setText] = useState(params.get("q") ?? "");
  useSettledParam("q", text === "" ? null : text);
  const wanted = useDeferredValue(text);
  const found = useMemo(() => searchTrace(model, wanted), [model, wanted]);
  const marks = useMemo(() => {
    if (wanted.trim() === "") return null;
    const flags = new Uint8Array(model.count);
    for (const span of found) flags[span] = 1;
    return flags;
  }, [model, wanted, found]);
  return { text, setText, found, marks };
}
