"use client";

import type { StoreTable, SystemStatus } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { CodeBlock } from "../../components/code-block.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Tile } from "../../components/tile.tsx";
import { Bytes, Count, Duration, RelativeTime } from "../../components/values.tsx";
import { formatCount, plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { Facts } from "./facts.tsx";
import styles from "./settings.module.css";

type Check = SystemStatus["checks"][number];
type MaintenanceRun = SystemStatus["maintenance"][number];

const CHECK_NAMES: Record<Check["name"], string> = {
  postgres: "PostgreSQL",
  clickhouse: "ClickHouse",
  ingest: "Ingest",
  worker: "Worker",
};
const CHECK_TONES = { ok: "ok", down: "error", unknown: "unknown" } as const;

const checkColumns: Column<Check>[] = [
  { key: "name", header: "Part", render: (row) => CHECK_NAMES[row.name] },
  {
    key: "status",
    header: "State",
    render: (row) => <StatusBadge tone={CHECK_TONES[row.status]}>{row.status}</StatusBadge>,
  },
  {
    key: "latency",
    header: "Answered in",
    hide: "narrow",
    align: "right",
    render: (row) => <Duration ms={row.latencyMs} />,
  },
  { key: "detail", header: "Detail", grow: true, render: (row) => <span title={row.detail}>{row.detail}</span> },
];

const tableColumns: Column<StoreTable>[] = [
  {
    key: "name",
    header: "Table",
    render: (row) => <span className="mono">{row.name}</span>,
    sortValue: (row) => row.name,
  },
  {
    key: "rows",
    header: "Rows",
    align: "right",
    render: (row) => <Count value={row.rows} />,
    sortValue: (row) => row.rows,
  },
  {
    key: "bytes",
    header: "On disk",
    align: "right",
    render: (row) => <Bytes bytes={row.bytesOnDisk} />,
    sortValue: (row) => row.bytesOnDisk,
  },
  {
    key: "perRow",
    header: "A row",
    align: "right",
    hide: "narrow",
    render: (row) => <Bytes bytes={row.rows > 0 ? row.bytesOnDisk / row.rows : null} />,
    sortValue: (row) => (row.rows > 0 ? row.bytesOnDisk / row.rows : null),
  },
  {
    key: "oldest",
    header: "Oldest",
    align: "right",
    hide: "narrow",
    render: (row) => <RelativeTime at={row.oldest} />,
  },
  {
    key: "newest",
    header: "Newest",
    align: "right",
    hide: "narrow",
    render: (row) => <RelativeTime at={row.newest} />,
  },
];

const maintenanceColumns: Column<MaintenanceRun>[] = [
  { key: "startedAt", header: "Started", render: (row) => <RelativeTime at={row.startedAt} /> },
  {
    key: "ok",
    header: "Result",
    render: (row) => <StatusBadge tone={row.ok ? "ok" : "error"}>{row.ok ? "done" : "failed"}</StatusBadge>,
  },
  { key: "duration", header: "Took", align: "right", render: (row) => <Duration ms={row.durationMs} /> },
  { key: "summary", header: "Summary", grow: true, render: (row) => <span title={row.summary}>{row.summary}</span> },
];

/** How this instance itself is doing: its parts, its stores, where to send telemetry, its upkeep. */
export function StatusPage() {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.system.status.queryOptions(), refetchInterval: 30_000 });
  const tile = { query, skeleton: <TableSkeleton rows={4} /> };
  return (
    <div className={styles.status}>
      <Tile title="Parts" note={query.data && `version ${query.data.version}`} {...tile} flush>
        {(status) => (
          <DataTable
            id="checks"
            label="Parts"
            columns={checkColumns}
            rows={status.checks}
            rowKey={(row) => row.name}
            bare
          />
        )}
      </Tile>
      <Tile title="Storage" {...tile}>
        {(status) => <StorageFacts status={status} />}
      </Tile>
      <div className={styles.wide}>
        <Tile title="Tables" {...tile} flush>
          {({ storage }) => (
            <DataTable
              id="tables"
              label="Tables"
              columns={tableColumns}
              rows={storage.tables}
              rowKey={(row) => row.name}
              defaultSort="-bytes"
              bare
              empty={<EmptyState title="No table holds anything yet" />}
            />
          )}
        </Tile>
      </div>
      <Tile title="Sending telemetry here" {...tile}>
        {(status) => <IngestFacts ingest={status.ingest} />}
      </Tile>
      <Tile
        title="Maintenance"
        note={query.data?.nextMaintenanceAt && <NextRun at={query.data.nextMaintenanceAt} />}
        {...tile}
        flush
      >
        {({ maintenance }) => (
          <DataTable
            id="maintenance"
            label="Maintenance runs"
            columns={maintenanceColumns}
            rows={maintenance}
            rowKey={(row) => row.startedAt}
            maxHeight={280}
            bare
            empty={
              <EmptyState title="No run yet">
                <p>The worker checks retention and measures the stores on a schedule; its runs appear here.</p>
              </EmptyState>
            }
          />
        )}
      </Tile>
    </div>
  );
}

function NextRun({ at }: { at: string }) {
  return (
    <>
      next run <RelativeTime at={at} />
    </>
  );
}

function StorageFacts({ status }: { status: SystemStatus }) {
  return (
    <Facts
      facts={[
        ["Running since", <RelativeTime key="since" at={status.startedAt} />],
        ["Spans are kept", plural(status.retentionDays, "day")],
        ["A span takes on disk", <Bytes key="span" bytes={status.storage.bytesPerSpan} />],
        ["Disk still free", <Bytes key="free" bytes={status.storage.diskFreeBytes} />],
        ["Spans in the last minute", formatCount(status.ingest.spansLastMinute)],
      ]}
    />
  );
}

function IngestFacts({ ingest }: { ingest: SystemStatus["ingest"] }) {
  return (
    <Facts
      facts={[
        ["OTLP over HTTP", <CodeBlock key="http" label="OTLP over HTTP" text={ingest.httpUrl} />],
        ["OTLP over gRPC", <CodeBlock key="grpc" label="OTLP over gRPC" text={ingest.grpcUrl} />],
        [
          "Who may send",
          ingest.auth === "key"
            ? "whoever has a key with the scope ingest"
            : "this machine without a key, others with one",
        ],
      ]}
    />
  );
}
