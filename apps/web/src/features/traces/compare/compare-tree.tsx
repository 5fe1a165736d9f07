"use client";

import { SegmentedControl, Switch } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { TraceComparison } from "@plimsoll/core";
import { useMemo, useRef } from "react";
import { ServiceDot } from "../../../components/service-label.tsx";
import { formatDuration, formatFull, NO_DATA } from "../../../lib/format.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import {
  type CompareRow,
  type CompareSide,
  type CompareSort,
  compareRows,
  sortCompareRows,
} from "../model/compare-rows.ts";
import { useScrollbarWidth } from "../trace/use-scrollbar-width.ts";
import classes from "./compare.module.css";

const ROW_HEIGHT = 32;
const MAX_INDENT = 14;

/** The two traces lined up by path: counts, times, and bars for what differs. */
export function CompareTree({ comparison }: { comparison: TraceComparison }) {
  const [params, update] = useUrlParams();
  const sort: CompareSort = params.get("sort") === "self" ? "self" : params.get("sort") === "total" ? "total" : "tree";
  const onlyChanged = params.get("only") === "changed";
  const all = useMemo(() => compareRows(comparison), [comparison]);
  const rows = useMemo(() => {
    const kept = onlyChanged ? all.filter((row) => row.change !== "both") : all;
    return sortCompareRows(kept, sort);
  }, [all, sort, onlyChanged]);
  const widest = useMemo(() => all.reduce((most, row) => Math.max(most, Math.abs(row.selfDifference)), 0), [all]);
  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label="Order of the rows"
          value={sort}
          onChange={(value) => update({ sort: value === "tree" ? null : value }, "replace")}
          data={[
            { value: "tree", label: "As in the tree" },
            { value: "self", label: "By difference in self time" },
            { value: "total", label: "By difference in total" },
          ]}
        />
        <Switch
          label="Only added and removed"
          checked={onlyChanged}
          onChange={(event) => update({ only: event.currentTarget.checked ? "changed" : null }, "replace")}
        />
      </div>
      <PathTable rows={rows} flat={sort !== "tree"} widest={widest} />
    </>
  );
}

interface PathTableProps {
  rows: readonly CompareRow[];
  /** Not in the order of the tree, so that indents would say nothing. */
  flat: boolean;
  /** The largest difference in self time, milliseconds: a bar of full length. */
  widest: number;
}

/** Draws only the rows in sight, of however many. */
function PathTable({ rows, flat, widest }: PathTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const scrollbar = useScrollbarWidth(scroller);
  // oxlint-disable-next-line react/incompatible-library -- Nothing here is compiled; what scrolls is not memoised.
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    initialRect: { width: 1200, height: 640 },
  });
  return (
    <div className={classes.table} role="table" aria-label="Paths of the two traces" aria-rowcount={rows.length + 1}>
      <div className={classes.tableHead} role="row" aria-rowindex={1} style={{ paddingRight: scrollbar }}>
        {["Path", "Spans a → b", "Total a → b", "Self a → b", "Self time, b less a"].map((head) => (
          <span key={head} role="columnheader">
            {head}
          </span>
        ))}
      </div>
      {/* Scrolls on its own, so it must be reachable with the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="rowgroup">
        <div role="presentation" className={classes.spacer} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row ? (
              <Row key={item.index} row={row} index={item.index} top={item.start} flat={flat} widest={widest} />
            ) : null;
          })}
        </div>
        {rows.length === 0 && <p className={classes.none}>Both traces have the same paths.</p>}
      </div>
    </div>
  );
}

interface RowProps {
  row: CompareRow;
  index: number;
  top: number;
  flat: boolean;
  widest: number;
}

const CHANGES = { both: "", added: "only in b", removed: "only in a" };

function Row({ row, index, top, flat, widest }: RowProps) {
  const share = widest > 0 ? Math.abs(row.selfDifference) / widest : 0;
  const slower = row.selfDifference > 0;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-change={row.change}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span
        role="cell"
        className={classes.path}
        style={{ paddingLeft: 8 + (flat ? 0 : Math.min(row.depth, MAX_INDENT) * 14) }}
        title={row.path}
      >
        <ServiceDot service={row.service} />
        <span className={classes.service}>{row.service}</span>
        <span className="truncate">{row.operation}</span>
        {row.change !== "both" && <span className={classes.mark}>{CHANGES[row.change]}</span>}
      </span>
      <span role="cell">{pair(row, (side) => side.count.toLocaleString("en-US"))}</span>
      <span role="cell">{pair(row, (side) => formatDuration(side.totalMs))}</span>
      <span role="cell">{pair(row, (side) => formatDuration(side.selfMs))}</span>
      <span role="cell" className={classes.difference} title={formatFull(row.selfDifference, "ms")}>
        <span className={classes.axis} aria-hidden="true">
          <span
            className={classes.bar}
            data-slower={slower || undefined}
            style={slower ? { left: "50%", width: `${share * 50}%` } : { right: "50%", width: `${share * 50}%` }}
          />
        </span>
        <span className={classes.delta}>
          {row.selfDifference === 0 ? "same" : `${slower ? "+" : "−"}${formatDuration(Math.abs(row.selfDifference))}`}
        </span>
      </span>
    </div>
  );
}

/** `a → b`; a dash where a trace does not have the path. */
function pair(row: CompareRow, format: (side: CompareSide) => string): string {
  const a = row.change === "added" ? NO_DATA : format(row.a);
  const b = row.change === "removed" ? NO_DATA : format(row.b);
  return `${a} → ${b}`;
}
