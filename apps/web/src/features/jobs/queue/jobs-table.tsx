"use client";

import type { JobItem, JobState, QueueRef } from "@plimsoll/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { jobHref } from "../../../lib/job-links.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { useScrollbarWidth } from "../../traces/trace/use-scrollbar-width.ts";
import { stateWords } from "../model/job-states.ts";
import { isChosen, isWholeLoaded, type JobSelection } from "../model/selection.ts";
import { type JobColumn, JobRow, jobRowId } from "./job-row.tsx";
import classes from "./jobs-table.module.css";

const ROW_HEIGHT = 32;

interface JobsTableProps {
  queue: QueueRef;
  state: JobState;
  items: readonly JobItem[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  selection: JobSelection;
  onChoose: (id: string) => void;
  onChooseLoaded: () => void;
  /** Tells whether somebody is reading: pointing at the rows, or scrolled away from the top. */
  onReading: (reading: boolean) => void;
  footer: ReactNode;
}

function columnsOf(state: JobState): readonly JobColumn[] {
  const error: JobColumn[] = state === "failed" ? ["error"] : [];
  return ["choose", "time", "name", ...error, "payload", "attempts", "run", "id"];
}

/** Jobs, 32 px each; only those on screen are in the document. One tab stop; j, k, Enter, x, a. */
export function JobsTable(props: JobsTableProps) {
  const { queue, state, items, hasMore, loadingMore, onMore, selection, onReading } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const scrollbar = useScrollbarWidth(scroller);
  const columns = useMemo(() => columnsOf(state), [state]);
  // oxlint-disable-next-line react/incompatible-library -- Nothing here is compiled; what scrolls is not memoised.
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    initialRect: { width: 1200, height: 528 },
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= items.length - 15) onMore();
  }, [hasMore, loadingMore, last, items.length, onMore]);
  const scrollTo = (index: number) => virtualizer.scrollToIndex(index, { align: "auto" });
  const { focusedId, open, onFocus, onKeyDown } = useJobKeys(props, scrollTo);
  const stopReading = () => onReading((scroller.current?.scrollTop ?? 0) > ROW_HEIGHT);
  return (
    <div
      className={classes.table}
      data-errors={state === "failed" || undefined}
      role="grid"
      aria-label={`${stateWords(state).label} jobs`}
      aria-multiselectable="true"
      aria-rowcount={hasMore ? -1 : items.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={focusedId === null ? undefined : jobRowId(focusedId)}
      tabIndex={0}
      onFocus={(event) => event.target === event.currentTarget && onFocus()}
      onBlur={stopReading}
      onKeyDown={onKeyDown}
      data-testid="jobs"
    >
      <TableHead {...props} columns={columns} scrollbar={scrollbar} />
      <div
        ref={scroller}
        className={classes.scroller}
        role="rowgroup"
        tabIndex={0}
        onPointerEnter={(event) => event.pointerType === "mouse" && onReading(true)}
        onPointerLeave={stopReading}
        onScroll={(event) => event.currentTarget.scrollTop > ROW_HEIGHT && onReading(true)}
      >
        <div className={classes.spacer} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const item = items[row.index];
            if (!item) return null;
            return (
              <JobRow
                key={row.key}
                item={item}
                columns={columns}
                index={row.index}
                top={row.start}
                href={jobHref(queue.source, queue.queue, item.id)}
                focused={item.id === focusedId}
                chosen={isChosen(selection, item.id)}
                onOpen={open}
                onChoose={props.onChoose}
              />
            );
          })}
        </div>
        {props.footer}
      </div>
    </div>
  );
}

type TableHeadProps = JobsTableProps & { columns: readonly JobColumn[]; scrollbar: number };

function TableHead({ state, items, selection, onChooseLoaded, columns, scrollbar }: TableHeadProps) {
  const loaded = useMemo(() => items.map((item) => item.id), [items]);
  const whole = selection.all || isWholeLoaded(selection, loaded);
  const some = !whole && selection.ids.size > 0;
  const heads: Record<JobColumn, ReactNode> = {
    choose: (
      <input
        type="checkbox"
        tabIndex={-1}
        checked={whole}
        ref={(box) => {
          if (box) box.indeterminate = some;
        }}
        onChange={onChooseLoaded}
        aria-label="Choose all jobs that are loaded"
      />
    ),
    time: stateWords(state).timeHead,
    name: "Name",
    error: "Error",
    payload: "Payload",
    attempts: "Attempts",
    run: state === "active" ? "Progress" : "Run time",
    id: "Id",
  };
  return (
    <div className={classes.head} role="row" aria-rowindex={1} style={{ paddingRight: scrollbar }}>
      {columns.map((column) => (
        <span key={column} role="columnheader" data-column={column}>
          {heads[column]}
        </span>
      ))}
    </div>
  );
}

/** The keyboard of the table: which row it is on, and what the keys do to it. */
function useJobKeys(props: JobsTableProps, scrollTo: (index: number) => void) {
  const { queue, items, onChoose, onChooseLoaded, onReading } = props;
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const router = useRouter();
  const to = useConsoleHref();
  const focused = useMemo(() => items.findIndex((item) => item.id === focusedId), [items, focusedId]);
  const open = useCallback(
    (id: string, newTab = false) => {
      const href = to(jobHref(queue.source, queue.queue, id));
      if (newTab) window.open(href, "_blank");
      else router.push(href);
    },
    [router, to, queue],
  );
  const goTo = (index: number) => {
    // Somebody who walks through the rows reads them, as much as somebody who points at them.
    onReading(true);
    const next = Math.min(Math.max(index, 0), items.length - 1);
    setFocusedId(items[next]?.id ?? null);
    scrollTo(next);
  };
  const openFocused = (newTab = false) => focused >= 0 && open(items[focused]?.id ?? "", newTab);
  const chooseFocused = () => focused >= 0 && onChoose(items[focused]?.id ?? "");
  const group = "Jobs";
  useShortcuts([
    { keys: "j", label: "Next job", group, run: () => goTo(focused + 1) },
    { keys: "k", label: "Previous job", group, run: () => goTo(focused - 1) },
    { keys: "o", label: "Open the job", group, run: () => openFocused() },
    { keys: "Enter", label: "Open the job", group, run: () => openFocused() },
    { keys: "x", label: "Choose the job", group, run: chooseFocused },
    { keys: "a", label: "Choose all jobs that are loaded", group, run: onChooseLoaded },
  ]);
  const actions: Record<string, (event: KeyboardEvent) => void> = {
    ArrowDown: () => goTo(focused + 1),
    ArrowUp: () => goTo(focused - 1),
    PageDown: () => goTo(focused + 15),
    PageUp: () => goTo(focused - 15),
    Home: () => goTo(0),
    End: () => goTo(items.length - 1),
    Enter: (event) => openFocused(event.ctrlKey || event.metaKey),
    " ": chooseFocused,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const action = actions[event.key];
    if (!action || event.target !== event.currentTarget) return;
    event.preventDefault();
    action(event);
  };
  const onFocus = () => {
    if (focused < 0) goTo(0);
  };
  return { focusedId: focused < 0 ? null : focusedId, open, onFocus, onKeyDown };
}
