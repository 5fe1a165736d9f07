"use client";

import type { StoreTable, SystemStatus } from "@plimsoll/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/states.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Bytes, Count, Duration, RelativeTime } from "../../components/values.tsx";

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

/** Whether each part of the instance answers, and how fast. */
export function PartsTable({ checks }: { checks: Check[] }) {
  return <DataTable id="checks" label="Parts" columns={checkColumns} rows={checks} rowKey={(row) => row.name} bare />;
}

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

/** What ClickHouse stores, table by table. */
export function StoreTables({ tables }: { tables: StoreTable[] }) {
  return (
    <DataTable
      id="tables"
      label="Tables"
      columns={tableColumns}
      rows={tables}
      rowKey={(row) => row.name}
      defaultSort="-bytes"
      bare
      empty={<EmptyState title="No table holds anything yet" />}
    />
  );
}

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

/** The worker's last runs of upkeep. */
export function MaintenanceTable({ runs }: { runs: MaintenanceRun[] }) {
  return (
    <DataTable
      id="maintenance"
      label="Maintenance runs"
      columns={maintenanceColumns}
      rows={runs}
      rowKey={(row) => row.startedAt}
      maxHeight={280}
      bare
      empty={
        <EmptyState title="No run yet">
          <p>The worker checks retention and measures the stores on a schedule; its runs appear here.</p>
        </EmptyState>
      }
    />
  );
}
