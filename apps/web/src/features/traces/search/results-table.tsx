"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import type { TraceSummary } from "@plimsoll/core";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { useScrollbarWidth } from "../trace/use-scrollbar-width.ts";
import { ResultRow, resultRowId } from "./result-row.tsx";
import classes from "./results.module.css";

const ROW_HEIGHT = 32;

interface ResultsTableProps {
  items: TraceSummary[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  /** Traces chosen to compare, two at most. */
  chosen: readonly string[];
  onChoose: (traceId: string) => void;
  /** Tells whether somebody is reading: pointing at the rows, or scrolled away from the top. */
  onReading: (reading: boolean) => void;
  scrollTop: { current: (() => void) | null };
  footer: ReactNode;
}

const HEADS = ["", "Time", "Root", "Services by self time", "Duration", "Spans", "Errors", "Trace"];

/** Found traces, 32 px each; only those on screen are in the document. One tab stop; j, k, Enter, o, x. */
export function ResultsTable(props: ResultsTableProps) {
  const { items, hasMore, loadingMore, onMore, chosen, onChoose, onReading } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const scrollbar = useScrollbarWidth(scroller);
  const router = useRouter();
  const to = useConsoleHref();
  // oxlint-disable-next-line react/incompatible-library -- Nothing here is compiled; what scrolls is not memoised.
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    initialRect: { width: 1200, height: 640 },
    getItemKey: (index) => items[index]?.traceId ?? index,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= items.length - 15) onMore();
  }, [hasMore, loadingMore, last, items.length, onMore]);
  props.scrollTop.current = () => scroller.current?.scrollTo({ top: 0 });

  const focused = useMemo(() => items.findIndex((item) => item.traceId === focusedId), [items, focusedId]);
  const longest = useMemo(() => items.reduce((most, item) => Math.max(most, item.durationMs), 0), [items]);
  const open = useCallback(
    (traceId: string, newTab = false) => {
      if (newTab) window.open(to(`/traces/${traceId}`), "_blank");
      else router.push(to(`/traces/${traceId}`));
    },
    [router, to],
  );
  const goTo = (index: number) => {
    // Somebody who walks through the rows reads them, as much as somebody who points at them.
    onReading(true);
    const next = Math.min(Math.max(index, 0), items.length - 1);
    setFocusedId(items[next]?.traceId ?? null);
    virtualizer.scrollToIndex(next, { align: "auto" });
  };
  const openFocused = (newTab = false) => focused >= 0 && open(items[focused]?.traceId ?? "", newTab);
  const group = "Results";
  useShortcuts([
    { keys: "j", label: "Next trace", group, run: () => goTo(focused + 1) },
    { keys: "k", label: "Previous trace", group, run: () => goTo(focused - 1) },
    { keys: "o", label: "Open the trace", group, run: () => openFocused() },
    {
      keys: "x",
      label: "Choose for comparison",
      group,
      run: () => focused >= 0 && onChoose(items[focused]?.traceId ?? ""),
    },
  ]);
  const actions: Record<string, (event: KeyboardEvent) => void> = {
    ArrowDown: () => goTo(focused + 1),
    ArrowUp: () => goTo(focused - 1),
    PageDown: () => goTo(focused + 15),
    PageUp: () => goTo(focused - 15),
    Home: () => goTo(0),
    End: () => goTo(items.length - 1),
    Enter: (event) => openFocused(event.ctrlKey || event.metaKey),
  };
  return (
    <div
      className={classes.table}
      role="grid"
      aria-label="Traces found"
      aria-rowcount={hasMore ? -1 : items.length + 1}
      aria-colcount={HEADS.length}
      aria-activedescendant={focused >= 0 ? resultRowId(focusedId ?? "") : undefined}
      tabIndex={0}
      onFocus={(event) => event.target === event.currentTarget && focused < 0 && goTo(0)}
      onBlur={() => onReading((scroller.current?.scrollTop ?? 0) > ROW_HEIGHT)}
      onKeyDown={(event) => {
        const action = actions[event.key];
        if (!action || event.target !== event.currentTarget) return;
        event.preventDefault();
        action(event);
      }}
      data-testid="results"
    >
      <div className={classes.head} role="row" aria-rowindex={1} style={{ paddingRight: scrollbar }}>
        {HEADS.map((head, index) => (
          <span key={head} role="columnheader" className={classes.headCell} data-column={index}>
            {head || <span className={classes.hiddenText}>Compare</span>}
          </span>
        ))}
      </div>
      <div
        ref={scroller}
        className={classes.scroller}
        role="rowgroup"
        tabIndex={0}
        onPointerEnter={(event) => event.pointerType === "mouse" && onReading(true)}
        onPointerLeave={() => onReading((scroller.current?.scrollTop ?? 0) > ROW_HEIGHT)}
        onScroll={(event) => event.currentTarget.scrollTop > ROW_HEIGHT && onReading(true)}
      >
        <div className={classes.spacer} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const item = items[row.index];
            if (!item) return null;
            return (
              <ResultRow
                key={row.key}
                item={item}
                index={row.index}
                top={row.start}
                longestMs={longest}
                focused={item.traceId === focusedId}
                chosen={chosen.includes(item.traceId)}
                onOpen={open}
                onChoose={onChoose}
              />
            );
          })}
        </div>
        {props.footer}
      </div>
    </div>
  );
}
