"use client";

import type { WorkerItem } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { CodeBlock } from "../../components/code-block.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { queuePlaces, runningJobs } from "./queue-places.ts";
import { placeColumns, runningColumns, workerColumns } from "./worker-columns.tsx";
import styles from "./workers.module.css";

const REFRESH_MS = 2000;

function countNote(workers: readonly WorkerItem[]): string {
  const here = workers.filter((worker) => worker.status !== "gone").length;
  const gone = workers.length - here;
  return `${plural(here, "process", "processes")}${gone > 0 ? `, ${gone} gone within the hour` : ""}`;
}

/** What runs where, since when; follows the clock unless the page is held still. */
export function WorkersPage() {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  const query = useQuery({ ...trpc.workers.list.queryOptions(), refetchInterval: live ? REFRESH_MS : false });
  const tile = { query, skeleton: <TableSkeleton rows={4} />, flush: true };
  return (
    <div className={styles.page}>
      <div className={styles.wide}>
        <Tile title="Processes" note={query.data && countNote(query.data.items)} {...tile}>
          {({ items }) => (
            <DataTable
              id="workers"
              label="Processes"
              columns={workerColumns}
              rows={items}
              rowKey={(row) => row.id}
              empty={<NoWorkers />}
            />
          )}
        </Tile>
      </div>
      <Tile title="Running now" note={query.data && plural(runningJobs(query.data.items).length, "job")} {...tile}>
        {({ items }) => (
          <DataTable
            id="running"
            label="Running now"
            columns={runningColumns}
            rows={runningJobs(items)}
            rowKey={(row) => `${row.source} ${row.queue} ${row.id}`}
            defaultSort="-startedAt"
            maxHeight={560}
            empty={<NothingRuns />}
          />
        )}
      </Tile>
      <Tile title="Queues worked on" {...tile}>
        {({ items }) => (
          <DataTable
            id="places"
            label="Queues worked on"
            columns={placeColumns}
            rows={queuePlaces(items)}
            rowKey={(row) => `${row.source} ${row.queue}`}
            defaultSort="-active"
            maxHeight={560}
            bare
            empty={<NoPlaces />}
          />
        )}
      </Tile>
    </div>
  );
}

function NoWorkers() {
  return (
    <EmptyState title="No worker was here in the last hour">
      <p>
        Jobs are kept and wait until one comes. The worker starts and stops with the rest of Plimsoll; on this machine:
      </p>
      <CodeBlock label="command that starts Plimsoll" text="npm start" />
    </EmptyState>
  );
}

function NothingRuns() {
  return (
    <EmptyState title="Nothing runs at the moment">
      <p>A job appears here for as long as a worker is busy with it.</p>
    </EmptyState>
  );
}

function NoPlaces() {
  return (
    <EmptyState title="No queue has a worker">
      <p>Workers find a new queue within a second of its first job.</p>
    </EmptyState>
  );
}
