"use client";

import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext, IconTrash } from "@tabler/icons-react";
import { IconAction } from "../../components/action-button.tsx";
import { ConsoleLink } from "../../components/console-link.tsx";
import type { Column } from "../../components/data-table.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { RelativeTime } from "../../components/values.tsx";
import { jobHref, queueHref } from "../../lib/job-links.ts";
import { describeRhythm } from "./describe-rhythm.ts";
import { NextRuns } from "./next-runs.tsx";
import styles from "./schedules.module.css";
import { type ListedSchedule, sourceOf } from "./listed-schedule.ts";

export interface ScheduleActions {
  /** Id of the schedule that is being run, paused or resumed right now. */
  busyId: string | undefined;
  onRun: (item: ListedSchedule) => void;
  onPause: (item: ListedSchedule) => void;
  onEdit: (item: ListedSchedule) => void;
  onRemove: (item: ListedSchedule) => void;
}

const columns: readonly Column<ListedSchedule>[] = [
  {
    key: "name",
    header: "Name",
    grow: true,
    render: (row) => <span title={row.name}>{row.name}</span>,
    sortValue: (row) => row.name,
  },
  {
    key: "state",
    header: "State",
    hide: "narrow",
    render: (row) => <ScheduleState item={row} />,
    sortValue: (row) => (row.kind === "platform" ? row.kind : row.paused ? "paused" : "active"),
  },
  {
    key: "job",
    header: "Enqueues",
    hide: "narrow",
    render: (row) => (
      <>
        <span className="mono">{row.jobName}</span> <span className="muted">on</span>{" "}
        <ConsoleLink href={queueHref(sourceOf(row), row.queue)} className={styles.inText}>
          {row.queue}
        </ConsoleLink>
      </>
    ),
    sortValue: (row) => `${row.queue} ${row.jobName}`,
  },
  {
    key: "rhythm",
    header: "Rhythm",
    hide: "medium",
    render: (row) => <RhythmCell item={row} />,
    text: describeRhythm,
  },
  {
    key: "next",
    header: "Next run",
    render: (row) => <NextRuns runs={row.nextRuns} timezone={row.cron === null ? "UTC" : row.timezone} />,
    sortValue: (row) => (row.nextRuns[0] ? Date.parse(row.nextRuns[0]) : null),
    text: (row) => row.nextRuns.join(" "),
  },
  {
    key: "last",
    header: "Last run",
    hide: "narrow",
    render: (row) => <LastRun item={row} />,
    sortValue: (row) => (row.lastRunAt ? Date.parse(row.lastRunAt) : null),
    text: (row) => row.lastRunAt,
  },
];

/** The columns of the list of schedules. */
export function scheduleColumns(actions: ScheduleActions): Column<ListedSchedule>[] {
  return [
    ...columns,
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) => <RowActions item={row} {...actions} />,
    },
  ];
}

/** Plimsoll's own are never paused: whose they are says more. */
function ScheduleState({ item }: { item: ListedSchedule }) {
  if (item.kind === "platform") return <StatusBadge tone="info">Plimsoll's own</StatusBadge>;
  return <StatusBadge tone={item.paused ? "warn" : "ok"}>{item.paused ? "paused" : "active"}</StatusBadge>;
}

/** The rhythm in words and as it was written, with the zone of its clock; an interval needs none. */
function RhythmCell({ item }: { item: ListedSchedule }) {
  const words = describeRhythm(item);
  if (item.cron === null) return <span title={words}>{words}</span>;
  const known = words !== item.cron;
  return (
    <span className={styles.words} title={[known && words, item.cron, item.timezone].filter(Boolean).join("\n")}>
      {known ? words : <span className="mono">{item.cron}</span>} <span className="muted">in {item.timezone}</span>{" "}
      {known && <span className="mono muted">{item.cron}</span>}
    </span>
  );
}

function LastRun({ item }: { item: ListedSchedule }) {
  if (!item.lastRunAt) return <span className="muted">never</span>;
  const time = <RelativeTime at={item.lastRunAt} />;
  if (!item.lastJobId) return time;
  return <ConsoleLink href={jobHref(sourceOf(item), item.queue, item.lastJobId)}>{time}</ConsoleLink>;
}

function RowActions({ item, busyId, onRun, onPause, onEdit, onRemove }: ScheduleActions & { item: ListedSchedule }) {
  const fixed = item.kind === "platform" ? "Plimsoll needs this schedule: it can be run now but not changed" : null;
  const pause = item.paused ? "Resume" : "Pause";
  const PauseIcon = item.paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <span className={styles.actions}>
      <IconAction
        needs="member"
        label={`Run ${item.name} now`}
        hint="Run now"
        loading={busyId === item.id}
        onClick={() => onRun(item)}
      >
        <IconPlayerTrackNext size={16} aria-hidden="true" />
      </IconAction>
      <IconAction
        needs="member"
        label={`${pause} ${item.name}`}
        hint={pause}
        blocked={fixed}
        onClick={() => onPause(item)}
      >
        <PauseIcon size={16} aria-hidden="true" />
      </IconAction>
      <IconAction needs="member" label={`Edit ${item.name}`} hint="Edit" blocked={fixed} onClick={() => onEdit(item)}>
        <IconPencil size={16} aria-hidden="true" />
      </IconAction>
      <IconAction
        needs="admin"
        label={`Delete ${item.name}`}
        hint="Delete"
        blocked={fixed}
        onClick={() => onRemove(item)}
      >
        <IconTrash size={16} aria-hidden="true" />
      </IconAction>
    </span>
  );
}
