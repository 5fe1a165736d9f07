"use client";

import type { QueueDetail } from "@plimsoll/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { ChartSkeleton, EmptyState, ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Trail } from "../../../components/trail.tsx";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import jobs from "../jobs.module.css";
import { jobQueryPatch } from "../model/job-query.ts";
import { mergeLive } from "../model/live-queues.ts";
import { PauseButton } from "../pause-action.tsx";
import { useLiveQueues } from "../use-live-queues.ts";
import { BulkOperations } from "./bulk-operations.tsx";
import { NamesTable } from "./names-table.tsx";
import { QueueCharts } from "./queue-charts.tsx";
import { QueueFigures } from "./queue-figures.tsx";
import { QueueJobs } from "./queue-jobs.tsx";
import styles from "./queue.module.css";
import { SettingsDialog } from "./settings-dialog.tsx";

interface QueuePageProps {
  source: string;
  queue: string;
}

/** One queue: its numbers, its history and its jobs. */
export function QueuePage({ source, queue }: QueuePageProps) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const query = useQuery({
    ...trpc.queues.get.queryOptions({ from, to, source, queue }),
    placeholderData: keepPreviousData,
  });
  const batch = useLiveQueues();
  const { data } = query;
  // Counts come live; history and settings as they were asked for.
  const detail = useMemo(() => (data ? { ...data, ...mergeLive([data], batch)[0] } : undefined), [data, batch]);
  return (
    <>
      <Trail steps={[{ href: "/jobs", label: "Queues" }]} />
      <PageHeader
        title={
          <span className={jobs.title}>
            {queue}
            {detail && (
              <StatusBadge tone={detail.paused ? "warn" : "ok"}>{detail.paused ? "paused" : "running"}</StatusBadge>
            )}
          </span>
        }
        note={detail && <QueueNote detail={detail} />}
        actions={detail && <QueueActions detail={detail} />}
      />
      <QueueBody source={source} queue={queue} query={{ ...query, data: detail }} />
    </>
  );
}

interface QueueBodyProps extends QueuePageProps {
  query: TileQuery<QueueDetail>;
}

function QueueBody({ source, queue, query }: QueueBodyProps) {
  const [, update] = useUrlParams();
  const ref = useMemo(() => ({ source, queue }), [source, queue]);
  const detail = query.data;
  if (!detail) return <QueueMissing {...{ source, queue, query }} />;
  return (
    <div className={styles.page}>
      <QueueFigures queue={detail} />
      <QueueCharts query={query} />
      <BulkOperations queue={ref} />
      <QueueJobs queue={ref} counts={detail.counts} writable={detail.writable} />
      <Tile title="By name" note="finished attempts in the time range" query={query} flush>
        {({ history }) => (
          <NamesTable names={history.names} onName={(name) => update(jobQueryPatch({ name, text: "" }))} />
        )}
      </Tile>
    </div>
  );
}

function QueueMissing({ queue, query }: QueueBodyProps) {
  if (!query.error)
    return (
      <>
        <ChartSkeleton height={64} />
        <TableSkeleton rows={12} />
      </>
    );
  if (describeError(query.error).status !== 404)
    return <ErrorState error={query.error} what={queue} onRetry={() => query.refetch()} />;
  return (
    <EmptyState title="There is no such queue">
      <p>
        A queue comes into being with its first job. See <ConsoleLink href="/jobs">all queues</ConsoleLink>.
      </p>
    </EmptyState>
  );
}

function QueueNote({ detail: { settings, source, writable } }: { detail: QueueDetail }) {
  const parts: string[] = [];
  if (source === "platform") parts.push("Plimsoll's own work");
  if (!writable) parts.push("read-only");
  if (settings) {
    parts.push(`${settings.concurrency} at a time in each worker`);
    parts.push(`sent to the endpoint ${settings.endpoint ?? "default"}`);
  }
  return parts.join(", ") || null;
}

function QueueActions({ detail }: { detail: QueueDetail }) {
  const [opened, setOpened] = useState(false);
  const { settings } = detail;
  return (
    <>
      <PauseButton queue={detail} />
      {settings && (
        <>
          <ActionButton
            needs="admin"
            variant="default"
            leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden="true" />}
            onClick={() => setOpened(true)}
          >
            Settings
          </ActionButton>
          <SettingsDialog queue={detail.queue} settings={settings} opened={opened} onClose={() => setOpened(false)} />
        </>
      )}
    </>
  );
}
