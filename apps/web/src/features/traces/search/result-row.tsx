"use client";

import type { TraceSummary } from "@plimsoll/core";
import { IconAlertTriangleFilled } from "@tabler/icons-react";
import { memo, type MouseEvent, useState } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { ServiceDot } from "../../../components/service-label.tsx";
import {
  formatAbsolute,
  formatClock,
  formatCount,
  formatDayClock,
  formatDuration,
  formatFull,
} from "../../../lib/format.ts";
import { serviceColorVar } from "../../../lib/service-color.ts";
import classes from "./results.module.css";

export const resultRowId = (traceId: string) => `trace-row-${traceId}`;
const DAY_MS = 86_400_000;

interface ResultRowProps {
  item: TraceSummary;
  index: number;
  top: number;
  longestMs: number;
  focused: boolean;
  chosen: boolean;
  onOpen: (traceId: string, newTab?: boolean) => void;
  onChoose: (traceId: string) => void;
}

/** One trace of the results. */
export const ResultRow = memo(function ResultRow(props: ResultRowProps) {
  const { item, index, top, focused, chosen, onOpen, onChoose } = props;
  const onClick = (event: MouseEvent) => {
    if ((event.target as HTMLElement).closest("a, button, input") || window.getSelection()?.toString()) return;
    onOpen(item.traceId, event.ctrlKey || event.metaKey);
  };
  const [now] = useState(() => Date.now());
  const old = now - Date.parse(item.startTime) > DAY_MS;
  return (
    // biome-ignore lint: keys are handled by the grid around it.
    <div
      id={resultRowId(item.traceId)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={classes.row}
      data-focused={focused || undefined}
      data-error={item.errorCount > 0 || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onClick}
    >
      <span role="gridcell" data-column={0}>
        <input
          type="checkbox"
          tabIndex={-1}
          checked={chosen}
          onChange={() => onChoose(item.traceId)}
          aria-label={`Choose ${item.rootOperation} for comparison`}
        />
      </span>
      <span role="gridcell" data-column={1}>
        <time dateTime={item.startTime} title={formatAbsolute(item.startTime)} suppressHydrationWarning>
          {old ? formatDayClock(item.startTime) : formatClock(item.startTime)}
        </time>
      </span>
      <span role="gridcell" data-column={2} className={classes.root}>
        <ServiceDot service={item.rootService} />
        <ConsoleLink
          href={`/traces/${item.traceId}`}
          tabIndex={-1}
          title={`${item.rootService} · ${item.rootOperation}`}
        >
          <span className={classes.rootService}>{item.rootService}</span> {item.rootOperation}
        </ConsoleLink>
        {item.partial && (
          <span className={classes.partial} title="No root span has arrived: this is the earliest one">
            partial
          </span>
        )}
      </span>
      <span role="gridcell" data-column={3}>
        <ServicesBar services={item.services} />
      </span>
      <span role="gridcell" data-column={4} className={classes.duration}>
        <span className={classes.durationText} title={formatFull(item.durationMs, "ms")}>
          {formatDuration(item.durationMs)}
        </span>
        <span className={classes.durationTrack} aria-hidden="true">
          <span style={{ width: `${props.longestMs > 0 ? (item.durationMs / props.longestMs) * 100 : 0}%` }} />
        </span>
      </span>
      <span role="gridcell" data-column={5} title={formatFull(item.spanCount, "spans")}>
        {formatCount(item.spanCount)}
      </span>
      <span role="gridcell" data-column={6}>
        {item.errorCount > 0 && (
          <span className={classes.errors}>
            <IconAlertTriangleFilled size={12} aria-hidden="true" /> {formatCount(item.errorCount)}
            <span className={classes.hiddenText}> errors</span>
          </span>
        )}
      </span>
      <span role="gridcell" data-column={7}>
        <CopyableId id={item.traceId} label="trace id" />
      </span>
    </div>
  );
});

/** Whose own time the trace consists of, widest first. */
function ServicesBar({ services }: Pick<TraceSummary, "services">) {
  const total = services.reduce((sum, service) => sum + service.selfTimeMs, 0);
  const words = services.map(({ name, selfTimeMs }) => `${name} ${formatDuration(selfTimeMs)}`).join(", ");
  return (
    <span className={classes.services} role="img" aria-label={words} title={words}>
      {services.map(({ name, selfTimeMs, spanCount }) => (
        <span
          key={name}
          style={{ flexGrow: total > 0 ? selfTimeMs / total : spanCount, background: serviceColorVar(name) }}
        />
      ))}
    </span>
  );
}
