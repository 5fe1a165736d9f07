"use client";

import {
  IconAlertTriangleFilled,
  IconChevronDown,
  IconChevronRight,
  IconClockExclamation,
  IconUnlink,
} from "@tabler/icons-react";
import { type CSSProperties, memo, type MouseEvent } from "react";
import { formatNano, plural } from "../../../lib/format.ts";
import { serviceColorVar } from "../../../lib/service-color.ts";
import type { TimeView } from "../model/time-view.ts";
import { STATUS_ERROR, type TraceModel } from "../model/trace-model.ts";
import classes from "./waterfall.module.css";

/** Deeper spans are not indented further; their depth is written instead. */
const MAX_INDENT = 16;
const INDENT_PX = 12;
const MAX_EVENT_MARKS = 40;

export const rowId = (span: number) => `span-row-${span}`;

interface WaterfallRowProps {
  model: TraceModel;
  span: number;
  index: number;
  top: number;
  view: TimeView;
  collapsed: boolean;
  focused: boolean;
  /** Whether the search found this span; null when nothing is searched for. */
  found: boolean | null;
  showCritical: boolean;
  onFocus: (span: number) => void;
  onOpen: (span: number) => void;
  onToggle: (span: number, below: boolean) => void;
}

/** One span: its place in the tree and its bar. Memoised, so that scrolling renders only rows that come in. */
export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { model, span, index, top, collapsed, focused, found } = props;
  const { outline } = model;
  const failed = outline.status[span] === STATUS_ERROR;
  const service = outline.services[outline.service[span] ?? 0] ?? "";
  const style = { transform: `translateY(${top}px)`, "--service": serviceColorVar(service) } as CSSProperties;
  const hasChildren = (model.childCount[span] ?? 0) > 0;
  return (
    // biome-ignore lint: keys are handled by the treegrid around it.
    <div
      id={rowId(span)}
      role="row"
      aria-rowindex={index + 1}
      aria-level={(model.depth[span] ?? 0) + 1}
      aria-expanded={hasChildren ? !collapsed : undefined}
      aria-selected={focused}
      className={classes.row}
      data-focused={focused || undefined}
      data-dimmed={found === false || undefined}
      data-found={found || undefined}
      data-error={failed || undefined}
      style={style}
      onClick={() => props.onOpen(span)}
    >
      <NameCell {...props} service={service} failed={failed} hasChildren={hasChildren} />
      <div role="gridcell" className={classes.timeline}>
        <Bar {...props} />
      </div>
    </div>
  );
});

function NameCell(props: WaterfallRowProps & { service: string; failed: boolean; hasChildren: boolean }) {
  const { model, span, collapsed, service, failed, hasChildren } = props;
  const depth = model.depth[span] ?? 0;
  const operation = model.outline.operations[model.outline.operation[span] ?? 0] ?? "";
  const hidden = (model.subtreeSize[span] ?? 1) - 1;
  const hiddenErrors = (model.errorsWithin[span] ?? 0) - (failed ? 1 : 0);
  const onToggle = (event: MouseEvent) => {
    event.stopPropagation();
    props.onFocus(span);
    props.onToggle(span, event.shiftKey || event.altKey);
  };
  return (
    <div
      role="gridcell"
      className={classes.name}
      style={{ paddingLeft: 8 + Math.min(depth, MAX_INDENT) * INDENT_PX }}
      title={`${service} · ${operation}`}
    >
      {hasChildren ? (
        <span className={classes.toggle} onClick={onToggle} aria-hidden title="Shift-click: all below">
          {collapsed ? <IconChevronRight size={14} /> : <IconChevronDown size={14} />}
        </span>
      ) : (
        <span className={classes.toggleSpace} />
      )}
      <span className={classes.stripe} />
      {depth > MAX_INDENT && <span className={classes.depth}>{depth}</span>}
      {failed && <IconAlertTriangleFilled size={13} className={classes.errorIcon} aria-label="Error" />}
      {model.orphan[span] === 1 && <IconUnlink size={13} className={classes.warnIcon} aria-label="Parent is missing" />}
      {model.skewed[span] === 1 && (
        <IconClockExclamation
          size={13}
          className={classes.warnIcon}
          aria-label="Starts before its parent: clocks differ"
        />
      )}
      <span className={classes.service}>{service}</span>
      <span className={classes.operation}>{operation}</span>
      {collapsed && hidden > 0 && (
        <span className={classes.hidden} data-error={hiddenErrors > 0 || undefined}>
          +{hidden.toLocaleString("en-US")}
          {hiddenErrors > 0 && `, ${plural(hiddenErrors, "error")}`}
        </span>
      )}
    </div>
  );
}

function Bar({ model, span, view, showCritical }: WaterfallRowProps) {
  const { outline } = model;
  const length = view.end - view.start;
  const share = (instant: number) => ((instant - view.start) / length) * 100;
  const left = share(model.start[span] ?? 0);
  const right = share(model.end[span] ?? 0);
  const duration = outline.duration[span] ?? 0;
  const self = outline.selfTime[span] ?? 0;
  const label = `${formatNano(duration)}${self < duration ? ` · self ${formatNano(self)}` : ""}`;
  if (right < 0 || left > 100) {
    return (
      <span className={left > 100 ? classes.outsideRight : classes.outsideLeft}>
        {left > 100 ? `${label} →` : `← ${label}`}
      </span>
    );
  }
  const from = Math.max(left, -1);
  const to = Math.min(right, 101);
  return (
    <>
      <span className={classes.bar} style={{ left: `${from}%`, width: `${to - from}%` }} />
      {showCritical && <CriticalStretches model={model} span={span} share={share} />}
      <EventMarks events={outline.events[span]} share={share} />
      <span className={classes.label} style={labelPlace(from, to)}>
        {formatNano(duration)}
        {self < duration && <span className={classes.self}> · self {formatNano(self)}</span>}
      </span>
    </>
  );
}

/** Beside the bar where there is room: right of it, else left, else over its end. */
function labelPlace(from: number, to: number): CSSProperties {
  if (to <= 72) return { left: `calc(${Math.max(to, 0)}% + 6px)` };
  if (from >= 28) return { right: `calc(${100 - Math.min(from, 100)}% + 6px)` };
  return { right: `calc(${100 - Math.min(to, 100)}% + 6px)`, color: "var(--bar-text)" };
}

interface OnTimeline {
  share: (instant: number) => number;
}

function CriticalStretches({ model, span, share }: { model: TraceModel; span: number } & OnTimeline) {
  const { offset, start, end } = model.critical;
  const stretches = [];
  // A parent of thousands waits for itself between any two of them; neighbours closer than a hair are drawn as one.
  for (let at = offset[span] ?? 0; at < (offset[span + 1] ?? 0); at++) {
    const from = Math.max(share(start[at] ?? 0), -1);
    const to = Math.min(share(end[at] ?? 0), 101);
    const last = stretches[stretches.length - 1];
    if (to < 0 || from > 100) continue;
    if (last && from - last.to < 0.1) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches.map(({ from, to }) => (
    <span key={from} className={classes.critical} style={{ left: `${from}%`, width: `${to - from}%` }} />
  ));
}

function EventMarks({ events, share }: { events: [number, string][] | undefined } & OnTimeline) {
  if (!events) return null;
  return events.slice(0, MAX_EVENT_MARKS).map(([instant, name], index) => {
    const at = share(instant);
    if (at < 0 || at > 100) return null;
    return (
      <span
        // biome-ignore lint: events of a span do not move.
        key={index}
        className={classes.event}
        data-exception={name === "exception" || undefined}
        style={{ left: `${at}%` }}
        title={`${name} at ${formatNano(instant)}`}
      />
    );
  });
}
