"use client";

import { TextInput } from "@mantine/core";
import type { QueuesListResult } from "@plimsoll/core";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { plural } from "../../../lib/format.ts";
import { queueHref } from "../../../lib/job-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import styles from "../jobs.module.css";
import { bySource, hasNewQueue, keyOf, mergeLive, type SourceQueues } from "../model/live-queues.ts";
import { useLiveQueues } from "../use-live-queues.ts";
import { FirstJob } from "./first-job.tsx";
import { queueColumns } from "./queue-columns.tsx";

/** Every queue this project may see, by where it lives; the numbers move by themselves. */
export function QueuesPage() {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const [params, update] = useUrlParams();
  const filter = params.get("filter") ?? "";
  const input = useRef<HTMLInputElement>(null);
  const queues = useQuery({ ...trpc.queues.list.queryOptions({ from, to }), placeholderData: keepPreviousData });
  const batch = useLiveQueues();
  const { data, refetch } = queues;
  const items = data ? mergeLive(data.items, batch) : [];
  const isOutdated = data !== undefined && hasNewQueue(data.items, batch);
  useEffect(() => {
    if (isOutdated) void refetch();
  }, [isOutdated, refetch]);
  useShortcuts([{ keys: "/", label: "Filter by name", group: "Queues", run: () => input.current?.focus() }]);

  return (
    <>
      <div className={styles.bar}>
        <TextInput
          ref={input}
          aria-label="Filter queues by name"
          placeholder="Filter by name"
          leftSection={<IconSearch size={16} />}
          value={filter}
          onChange={(event) => update({ filter: event.currentTarget.value }, "replace")}
          w={240}
        />
        {data && <Backlog result={data} items={items} />}
      </div>
      <div className={styles.stack}>
        {data ? (
          bySource(data, items, filter).map((group) => (
            <SourceTile key={group.source.id} group={group} filter={filter} query={queues} />
          ))
        ) : (
          <Tile title="Queues" query={queues} skeleton={<TableSkeleton />} flush>
            {() => null}
          </Tile>
        )}
      </div>
    </>
  );
}

/** What all queues hold together, in one line. */
function Backlog({ result, items }: { result: QueuesListResult; items: readonly QueuesListResult["items"][number][] }) {
  const sum = (count: (item: QueuesListResult["items"][number]) => number) =>
    items.reduce((total, item) => total + count(item), 0);
  const paused = items.filter((item) => item.paused).length;
  return (
    <span aria-live="off">
      {plural(
        sum((item) => item.counts.waiting),
        "job",
      )}{" "}
      waiting, {sum((item) => item.counts.active)} running,{" "}
      {plural(
        sum((item) => item.counts.failed),
        "dead letter",
      )}
      {paused > 0 && `; ${plural(paused, "queue")} paused`} · kept in{" "}
      {result.backend === "redis" ? "Redis" : "PostgreSQL"}
    </span>
  );
}

interface SourceTileProps {
  group: SourceQueues;
  filter: string;
  query: TileQuery<QueuesListResult>;
}

function SourceTile({ group: { source, queues }, filter, query }: SourceTileProps) {
  const notes = source.error ? [] : [plural(queues.length, "queue"), ...(source.writable ? [] : ["read-only"])];
  return (
    <Tile title={source.name} note={notes.join(", ")} query={query} flush>
      {() =>
        source.error ? (
          <SourceError message={source.error} />
        ) : (
          <DataTable
            id={`queues-${source.id}`}
            label={`Queues of ${source.name}`}
            columns={queueColumns}
            rows={queues}
            rowKey={keyOf}
            rowHref={(row) => queueHref(row.source, row.queue)}
            defaultSort="queue"
            empty={<NoQueues sourceId={source.id} filter={filter} />}
          />
        )
      }
    </Tile>
  );
}

function SourceError({ message }: { message: string }) {
  return (
    <EmptyState title="Cannot be reached">
      <p>
        <StatusBadge tone="error" plain>
          {message}
        </StatusBadge>{" "}
        It is tried again with each refresh.
      </p>
    </EmptyState>
  );
}

function NoQueues({ sourceId, filter }: { sourceId: string; filter: string }) {
  if (filter.trim() !== "") return <EmptyState title={`No queue here has “${filter.trim()}” in its name`} />;
  if (sourceId === "apps") return <FirstJob />;
  return (
    <EmptyState title="No queue here yet">
      <p>Queues appear once something has been added to them.</p>
    </EmptyState>
  );
}
