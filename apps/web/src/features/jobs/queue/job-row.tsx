"use client";

import type { JobItem, JobState } from "@plimsoll/core";
import { memo, type MouseEvent, useState } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { Duration, RelativeTime } from "../../../components/values.tsx";
import { formatAbsolute, formatClock, formatDayClock, formatPercent } from "../../../lib/format.ts";
import classes from "./jobs-table.module.css";

export type JobColumn = "choose" | "time" | "name" | "error" | "payload" | "attempts" | "run" | "id";
export const jobRowId = (id: string) => `job-row-${id}`;
const DAY_MS = 86_400_000;

interface JobRowProps {
  item: JobItem;
  columns: readonly JobColumn[];
  index: number;
  top: number;
  href: string;
  focused: boolean;
  chosen: boolean;
  onOpen: (id: string, newTab?: boolean) => void;
  onChoose: (id: string) => void;
}

/** One job of the table. */
export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { item, columns, index, top, focused, chosen, onOpen } = props;
  const onClick = (event: MouseEvent) => {
    if ((event.target as HTMLElement).closest("a, button, input") || window.getSelection()?.toString()) return;
    onOpen(item.id, event.ctrlKey || event.metaKey);
  };
  return (
    // biome-ignore lint: keys are handled by the grid around it.
    <div
      id={jobRowId(item.id)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={classes.row}
      data-focused={focused || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onClick}
    >
      {columns.map((column) => (
        <Cell key={column} column={column} {...props} />
      ))}
    </div>
  );
});

function Cell({ column, item, href, chosen, onChoose }: JobRowProps & { column: JobColumn }) {
  const cell = { role: "gridcell", "data-column": column };
  switch (column) {
    case "choose":
      return (
        <span {...cell}>
          <input
            type="checkbox"
            tabIndex={-1}
            checked={chosen}
            onChange={() => onChoose(item.id)}
            aria-label={`Choose ${item.name} ${item.id}`}
          />
        </span>
      );
    case "time":
      return (
        <span {...cell}>
          <JobTime item={item} />
        </span>
      );
    case "name":
      return (
        <span {...cell} className={classes.name}>
          <ConsoleLink href={href} tabIndex={-1} className="truncate" title={item.name}>
            {item.name}
          </ConsoleLink>
          {item.priority !== null && item.priority > 0 && (
            <span className={classes.priority} title={`Priority ${item.priority}; 1 is the most urgent`}>
              p{item.priority}
            </span>
          )}
        </span>
      );
    case "error":
      return (
        <span {...cell} className={classes.error} title={item.error ?? undefined}>
          <span className="truncate">{item.error}</span>
        </span>
      );
    case "payload":
      return (
        <span {...cell} className={classes.preview} title={item.payloadPreview}>
          <span className="truncate">{item.payloadPreview}</span>
        </span>
      );
    case "attempts":
      return (
        <span {...cell} title={`${item.attempt} of at most ${item.maxAttempts} attempts begun`}>
          {item.attempt} of {item.maxAttempts}
        </span>
      );
    case "run":
      return (
        <span {...cell}>{item.progress === null ? <Duration ms={item.runMs} /> : formatPercent(item.progress)}</span>
      );
    case "id":
      return (
        <span {...cell}>
          <CopyableId id={item.id} label="job id" length={8} tail />
        </span>
      );
  }
}

/** The time that matters in the job's state: when it ended, began, was added or is due. */
function timeOf(item: JobItem, state: JobState): string {
  if (state === "completed" || state === "failed") return item.finishedAt ?? item.enqueuedAt;
  if (state === "active") return item.startedAt ?? item.enqueuedAt;
  return item.enqueuedAt;
}

function JobTime({ item }: { item: JobItem }) {
  const [now] = useState(() => Date.now());
  if (item.state === "delayed" && item.runAt) return <RelativeTime at={item.runAt} />;
  const at = timeOf(item, item.state);
  const old = now - Date.parse(at) > DAY_MS;
  return (
    <time dateTime={at} title={formatAbsolute(at)} suppressHydrationWarning>
      {old ? formatDayClock(at) : formatClock(at)}
    </time>
  );
}
