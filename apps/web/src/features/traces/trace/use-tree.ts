"use client";

import { useCallback, useState } from "react";
import type { TraceModel } from "../model/trace-model.ts";
import { reveal, type VisibleRows, visibleRows } from "../model/visible-rows.ts";

interface TreeState {
  model: TraceModel;
  collapsed: Uint8Array;
  rows: VisibleRows;
}

/** Which spans are collapsed, for the whole tree in one array, and the rows that leaves. */
export interface Tree extends TreeState {
  /** Changes a copy of the collapsed marks and lists the rows anew. */
  change: (edit: (collapsed: Uint8Array) => void) => void;
  /** Opens whatever hides a span. */
  show: (span: number) => void;
}

function stateOf(model: TraceModel, collapsed: Uint8Array): TreeState {
  return { model, collapsed, rows: visibleRows(model, collapsed) };
}

/** When more of a trace arrives its indexes change: what was collapsed is found again by span id. */
function carryOver(previous: TreeState, model: TraceModel): TreeState {
  const closed = new Set(previous.model.outline.spanId.filter((_, span) => previous.collapsed[span] === 1));
  const collapsed = new Uint8Array(model.count);
  if (closed.size > 0) {
    model.outline.spanId.forEach((id, span) => {
      if (closed.has(id) && (model.childCount[span] ?? 0) > 0) collapsed[span] = 1;
    });
  }
  return stateOf(model, collapsed);
}

export function useTree(model: TraceModel): Tree {
  const [stored, setState] = useState(() => stateOf(model, new Uint8Array(model.count)));
  let state = stored;
  if (stored.model !== model) {
    state = carryOver(stored, model);
    setState(state);
  }
  const change = useCallback((edit: (collapsed: Uint8Array) => void) => {
    setState((previous) => {
      const collapsed = previous.collapsed.slice();
      edit(collapsed);
      return stateOf(previous.model, collapsed);
    });
  }, []);
  const show = useCallback((span: number) => {
    setState((previous) => {
      const collapsed = previous.collapsed.slice();
      return reveal(previous.model, collapsed, span) ? stateOf(previous.model, collapsed) : previous;
    });
  }, []);
  return { ...state, change, show };
}
