"use client";

import type { WorkerItem } from "@plimsoll/core";
import { ConsoleLink } from "../../components/console-link.tsx";
import type { Column } from "../../components/data-table.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Count, Duration, RelativeTime, useClock } from "../../components/values.tsx";
import { jobHref, queueHref } from "../../lib/job-links.ts";
import { loadOf, type QueuePlaces, type RunningJob, workerName } from "./queue-places.ts";
import styles from "./workers.module.css";

const TONES = { running: "ok", stopping: "info", gone: "warn" } as const;
const MEANS = {
  running: "Takes jobs",
  stopping: "Finishes what it has and takes nothing new",
  gone: "Not heard of for 30 s; others take over its jobs",
};

/** The processes, one a row. */
export const workerColumns: readonly Column<WorkerItem>[] = [
  {
    key: "worker",
    header: "Process",
    render: (row) => <span className="mono">{workerName(row)}</span>,
    sortValue: workerName,
  },
  {
    key: "status",
    header: "Status",
    render: (row) => (
      <span title={MEANS[row.status]}>
        <StatusBadge tone={TONES[row.status]}>{row.status}</StatusBadge>
      </span>
    ),
    sortValue: (row) => row.status,
  },
  {
    key: "running",
    header: "Running",
    align: "right",
    render: (row) => <Load {...loadOf(row)} />,
    sortValue: (row) => loadOf(row).active,
  },
  {
    key: "queues",
    header: "Queues",
    grow: true,
    hide: "narrow",
    render: (row) => <QueueNames worker={row} />,
    sortValue: (row) => row.queues.length,
    text: (row) => row.queues.map((queue) => `${queue.queue} ${queue.active}/${queue.concurrency}`).join(", "),
  },
  {
    key: "stalled",
    header: "Found stalled",
    align: "right",
    hide: "narrow",
    render: (row) => <Stalled count={row.stalled} />,
    sortValue: (row) => row.stalled,
  },
  {
    key: "startedAt",
    header: "Since",
    hide: "narrow",
    render: (row) => <RelativeTime at={row.startedAt} />,
    sortValue: (row) => Date.parse(row.startedAt),
    text: (row) => row.startedAt,
  },
  {
    key: "lastSeenAt",
    header: "Last seen",
    hide: "medium",
    render: (row) => <RelativeTime at={row.lastSeenAt} />,
    sortValue: (row) => Date.parse(row.lastSeenAt),
    text: (row) => row.lastSeenAt,
  },
  {
    key: "version",
    header: "Version",
    hide: "medium",
    render: (row) => row.version,
    sortValue: (row) => row.version,
  },
];

function Load({ active, places }: { active: number; places: number }) {
  return (
    <>
      <Count value={active} /> <span className="muted">of {places}</span>
    </>
  );
}

function Stalled({ count }: { count: number }) {
  if (count === 0) return <Count value={0} />;
  return (
    <span title="Jobs whose worker vanished, that this one put back">
      <StatusBadge tone="warn">{count}</StatusBadge>
    </span>
  );
}

function QueueNames({ worker }: { worker: WorkerItem }) {
  if (worker.queues.length === 0) return <span className="muted">none</span>;
  const text = worker.queues.map((queue) => `${queue.queue} ${queue.active} of ${queue.concurrency}`).join(", ");
  return (
    <span className={styles.queues} title={text}>
      {worker.queues.map((queue) => (
        <span key={`${queue.source} ${queue.queue}`}>
          <ConsoleLink href={queueHref(queue.source, queue.queue)}>{queue.queue}</ConsoleLink>{" "}
          <span className="muted">
            {queue.active}/{queue.concurrency}
          </span>
        </span>
      ))}
    </span>
  );
}

/** The jobs that run now, one a row. */
export const runningColumns: readonly Column<RunningJob>[] = [
  {
    key: "name",
    header: "Job",
    grow: true,
    render: (row) => (
      <ConsoleLink href={jobHref(row.source, row.queue, row.id)} title={`${row.name} ${row.id}`}>
        {row.name}
      </ConsoleLink>
    ),
    sortValue: (row) => row.name,
    text: (row) => row.id,
  },
  {
    key: "queue",
    header: "Queue",
    render: (row) => <ConsoleLink href={queueHref(row.source, row.queue)}>{row.queue}</ConsoleLink>,
    sortValue: (row) => row.queue,
  },
  {
    key: "worker",
    header: "Process",
    hide: "narrow",
    render: (row) => <span className="mono">{row.worker}</span>,
    sortValue: (row) => row.worker,
  },
  {
    key: "attempt",
    header: "Attempt",
    align: "right",
    hide: "narrow",
    render: (row) => row.attempt,
    sortValue: (row) => row.attempt,
  },
  {
    key: "startedAt",
    header: "For",
    align: "right",
    render: (row) => <Elapsed since={row.startedAt} />,
    // The one that runs longest has the smallest instant: its age sorts the way the column reads.
    sortValue: (row) => -Date.parse(row.startedAt),
    text: (row) => row.startedAt,
  },
];

/** How long ago, as a duration that goes on. */
function Elapsed({ since }: { since: string }) {
  const nowMs = useClock(1000);
  return <Duration ms={Math.max(0, Math.round((nowMs - Date.parse(since)) / 1000) * 1000)} />;
}

/** The queues that are worked on, one a row. */
export const placeColumns: readonly Column<QueuePlaces>[] = [
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
    key: "source",
    header: "Whose",
    hide: "narrow",
    render: (row) => (row.source === "platform" ? "Plimsoll's own" : "apps"),
    sortValue: (row) => row.source,
  },
  {
    key: "workers",
    header: "Processes",
    align: "right",
    render: (row) => <Count value={row.workers} />,
    sortValue: (row) => row.workers,
  },
  {
    key: "active",
    header: "Running",
    align: "right",
    render: (row) => <Load {...row} />,
    sortValue: (row) => row.active,
  },
];
