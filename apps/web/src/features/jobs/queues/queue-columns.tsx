"use client";

import type { JobState, QueueSummary } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import type { Column } from "../../../components/data-table.tsx";
import { Sparkline } from "../../../components/sparkline.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Count, Duration, Percent, Rate } from "../../../components/values.tsx";
import { queueHref } from "../../../lib/job-links.ts";
import { errorLevel } from "../../services/service-columns.tsx";
import styles from "../jobs.module.css";
import { stateWords } from "../model/job-states.ts";
import { PauseIcon } from "../pause-action.tsx";

type QueueColumn = Column<QueueSummary>;

const perSecond = (row: QueueSummary) => (row.finishedPerMinute === null ? null : row.finishedPerMinute / 60);

function countColumn(state: JobState, extra: Partial<QueueColumn> = {}): QueueColumn {
  return {
    key: state,
    header: stateWords(state).label,
    align: "right",
    render: (row) => <Count value={row.counts[state]} />,
    sortValue: (row) => row.counts[state],
    ...extra,
  };
}

function durationColumn(key: "oldestWaitingMs" | "waitP95Ms" | "runP95Ms", header: string): QueueColumn {
  return {
    key,
    header,
    align: "right",
    hide: key === "oldestWaitingMs" ? "narrow" : "medium",
    render: (row) => <Duration ms={row[key]} />,
    sortValue: (row) => row[key],
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
  countColumn("waiting"),
  countColumn("active", { hide: "narrow" }),
  countColumn("delayed", { hide: "narrow" }),
  countColumn("failed", {
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
  durationColumn("oldestWaitingMs", "Oldest waiting"),
  {
    key: "failureRatio",
    header: "Failures",
    align: "right",
    hide: "narrow",
    render: (row) => (
      <span className={styles.level} data-level={errorLevel(row.failureRatio)}>
        <Percent ratio={row.failureRatio} />
      </span>
    ),
    sortValue: (row) => row.failureRatio,
  },
  durationColumn("waitP95Ms", "Wait p95"),
  durationColumn("runP95Ms", "Run p95"),
  countColumn("waiting-children", { optional: true }),
  countColumn("completed", { optional: true }),
  { key: "actions", header: "Actions", align: "right", render: (row) => <PauseIcon queue={row} /> },
];
