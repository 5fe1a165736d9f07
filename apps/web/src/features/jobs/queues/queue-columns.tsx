"use client";

import type { JobState, QueueSummary } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import type { Column } from "../../../components/data-table.tsx";
import { durationColumn, errorRatioColumn } from "../../../components/measure-columns.tsx";
import { Sparkline } from "../../../components/sparkline.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Count, Rate } from "../../../components/values.tsx";
import { queueHref } from "../../../lib/job-links.ts";
import styles from "../jobs.module.css";
import { stateWords } from "../model/job-states.ts";
import { PauseIcon } from "../pause-action.tsx";

type QueueColumn = Column<QueueSummary>;

const perSecond = (row: QueueSummary) => (row.finishedPerMinute === null ? null : row.finishedPerMinute / 60);

function stateColumn(state: JobState, extra: Partial<QueueColumn> = {}): QueueColumn {
  return {
    key: state,
    header: stateWords(state).label,
    align: "right",
    render: (row) => <Count value={row.counts[state]} />,
    sortValue: (row) => row.counts[state],
    ...extra,
  };
}

/** What each queue does, what waits in it and what went wrong. */
export const queueColumns: readonly QueueColumn[] = [
  {
    key: "queue",
    header: "Queue",
    grow: true,
    render: (row) => (
      <ConsoleLink href={queueHref(row.source, row.queue)} title={row.queue}>
        {row.queue}
      </ConsoleLink>
    ),
    sortValue: (row) => row.queue,
  },
  {
    key: "state",
    header: "State",
    hide: "narrow",
    render: (row) => <StatusBadge tone={row.paused ? "warn" : "ok"}>{row.paused ? "paused" : "running"}</StatusBadge>,
    sortValue: (row) => (row.paused ? "paused" : "running"),
  },
  {
    key: "rate",
    header: "Finished",
    align: "right",
    hide: "narrow",
    render: (row) => (
      <span className={styles.trend}>
        <Sparkline values={row.sparkline} label={`Jobs of ${row.queue} finished over time`} width={72} height={18} />
        <span className={styles.figure}>
          <Rate perSecond={perSecond(row)} />
        </span>
      </span>
    ),
    sortValue: perSecond,
  },
  stateColumn("waiting"),
  stateColumn("active", { hide: "narrow" }),
  stateColumn("delayed", { hide: "narrow" }),
  stateColumn("failed", {
    render: (row) =>
      row.counts.failed > 0 ? (
        <ConsoleLink
          href={`${queueHref(row.source, row.queue)}?state=failed`}
          className={styles.level}
          data-level="many"
        >
          <Count value={row.counts.failed} />
        </ConsoleLink>
      ) : (
        <Count value={0} />
      ),
  }),
  durationColumn("oldestWaitingMs", "Oldest waiting", { hide: "narrow" }),
  errorRatioColumn("failureRatio", "Failures", { hide: "narrow" }),
  durationColumn("waitP95Ms", "Wait p95", { hide: "medium" }),
  durationColumn("runP95Ms", "Run p95", { hide: "medium" }),
  stateColumn("waiting-children", { optional: true }),
  stateColumn("completed", { optional: true }),
  { key: "actions", header: "Actions", align: "right", render: (row) => <PauseIcon queue={row} /> },
];
