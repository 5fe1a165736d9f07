"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from "react";
import type { TimeView } from "../model/time-view.ts";
import type { TraceModel } from "../model/trace-model.ts";
import { setBelow } from "../model/visible-rows.ts";
import type { Tree } from "./use-tree.ts";
import { NameColumnHandle, useNameColumn } from "./name-column.tsx";
import { useScrollbarWidth } from "./use-scrollbar-width.ts";
import classes from "./waterfall.module.css";
import { WaterfallAxis } from "./waterfall-axis.tsx";
import { rowId, WaterfallRow } from "./waterfall-row.tsx";

const ROW_HEIGHT = 28;

export interface WaterfallProps {
  model: TraceModel;
  tree: Tree;
  view: TimeView;
  onView: (view: TimeView) => void;
  /** The span the keyboard is on, -1 for none. */
  focused: number;
  onFocus: (span: number) => void;
  onOpen: (span: number) => void;
  /** 1 for each span the search found; null when nothing is searched for. */
  found: Uint8Array | null;
  showCritical: boolean;
  /** Among other things on a page: it leaves the keyboard to whatever has it. */
  embedded?: boolean;
}

/**
 * The tree and its bars. However many spans there are, only the rows on screen are in the document; the whole is one
 * tab stop (treegrid with an active descendant).
 */
export function Waterfall(props: WaterfallProps) {
  const { model, tree, view, focused, onFocus, onOpen, found, showCritical, embedded = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = tree.rows.spans;
  const { change } = tree;
  // oxlint-disable-next-line react/incompatible-library -- Nothing here is compiled; what scrolls is not memoised.
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    // Without it the first paint has no rows until the observer reports.
    initialRect: { width: 1200, height: 700 },
  });
  const column = useNameColumn();
  const scrollbar = useScrollbarWidth(scroller);
  const serviceNames = model.outline.services;
  const row = focused < 0 ? -1 : (tree.rows.rowOf[focused] ?? -1);

  useEffect(() => {
    if (row >= 0) virtualizer.scrollToIndex(row, { align: "auto" });
  }, [row, virtualizer]);

  useEffect(() => {
    if (!embedded && document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, [embedded]);

  const toggle = useCallback(
    (span: number, below: boolean) => {
      change((collapsed) => {
        const value = collapsed[span] === 1 ? 0 : 1;
        if (below) setBelow(model, collapsed, span, value, true);
        else collapsed[span] = value;
      });
    },
    [change, model],
  );
  const onKeyDown = useTreeKeys(props, row, toggle);
  const style = useMemo(() => ({ "--name-column": column.css }) as CSSProperties, [column.css]);

  return (
    <div className={classes.waterfall} style={style} ref={column.container}>
      <div className={classes.head} style={{ paddingRight: scrollbar }}>
        <div className={classes.headName}>
          Service and operation
          <NameColumnHandle column={column} />
        </div>
        <WaterfallAxis model={model} view={view} onView={props.onView} />
      </div>
      <div
        ref={scroller}
        className={classes.scroller}
        role="treegrid"
        aria-label={`Spans of the trace, ${model.count} in ${serviceNames.length} services`}
        aria-rowcount={rows.length}
        aria-colcount={2}
        aria-activedescendant={row >= 0 ? rowId(focused) : undefined}
        // biome-ignore lint: the grid is one tab stop by design.
        tabIndex={0}
        onKeyDown={onKeyDown}
        data-testid="waterfall"
      >
        <div className={classes.spacer} style={{ height: virtualizer.getTotalSize() }} role="presentation">
          {virtualizer.getVirtualItems().map((item) => {
            const span = rows[item.index] ?? 0;
            return (
              <WaterfallRow
                key={span}
                model={model}
                span={span}
                index={item.index}
                top={item.start}
                view={view}
                collapsed={tree.collapsed[span] === 1}
                focused={span === focused}
                found={found === null ? null : found[span] === 1}
                showCritical={showCritical}
                onFocus={onFocus}
                onOpen={onOpen}
                onToggle={toggle}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The keyboard of a tree: up and down move, left and right close and open or go to the parent and first child. */
function useTreeKeys(props: WaterfallProps, row: number, toggle: (span: number, below: boolean) => void) {
  const { model, tree, focused, onFocus, onOpen } = props;
  const rows = tree.rows.spans;
  const goTo = (index: number) => {
    const span = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (span !== undefined) onFocus(span);
  };
  const toLeft = (below: boolean) => {
    const open = (model.childCount[focused] ?? 0) > 0 && tree.collapsed[focused] === 0;
    if (open) toggle(focused, below);
    else if ((model.parent[focused] ?? -1) >= 0) onFocus(model.parent[focused] ?? 0);
  };
  const toRight = (below: boolean) => {
    if ((model.childCount[focused] ?? 0) === 0) return;
    if (tree.collapsed[focused] === 1) toggle(focused, below);
    else goTo(row + 1);
  };
  const actions: Record<string, (event: KeyboardEvent) => void> = {
    ArrowDown: () => goTo(row + 1),
    ArrowUp: () => goTo(row < 0 ? 0 : row - 1),
    PageDown: () => goTo(row + 20),
    PageUp: () => goTo(row - 20),
    Home: () => goTo(0),
    End: () => goTo(rows.length - 1),
    ArrowLeft: (event) => toLeft(event.shiftKey),
    ArrowRight: (event) => toRight(event.shiftKey),
    Enter: () => focused >= 0 && onOpen(focused),
    " ": () => focused >= 0 && onOpen(focused),
  };
  return (event: KeyboardEvent) => {
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action(event);
  };
}
