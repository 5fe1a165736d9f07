"use client";

import type { ServiceDetail } from "@plimsoll/core";
import { ConsoleLink } from "../../components/console-link.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/states.tsx";
import { Count, RelativeTime } from "../../components/values.tsx";
import { traceHref } from "../../lib/trace-links.ts";
import styles from "./services.module.css";

type GroupedError = ServiceDetail["errors"][number];

const columns: Column<GroupedError>[] = [
  {
    key: "type",
    header: "Error",
    grow: true,
    render: (row) => (
      <span className={styles.twoLines}>
        <ConsoleLink href={traceHref(row.traceId)} title={row.message}>
          {row.type || row.message || "error"}
        </ConsoleLink>
        <span className="muted truncate" title={`${row.message}\n${row.place}`}>
          {row.place || row.message || row.operation}
        </span>
      </span>
    ),
    sortValue: (row) => row.type,
  },
  {
    key: "count",
    header: "Count",
    align: "right",
    render: (row) => <Count value={row.count} />,
    sortValue: (row) => row.count,
  },
  {
    key: "lastSeen",
    header: "Last",
    align: "right",
    render: (row) => <RelativeTime at={row.lastSeen} />,
    sortValue: (row) => Date.parse(row.lastSeen),
  },
];

/** Exceptions by type and the first frame of their stack, each with a trace that shows one. */
export function GroupedErrors({ detail }: { detail: ServiceDetail }) {
  return (
    <DataTable
      id="errors"
      label="Errors by type and place"
      columns={columns}
      rows={detail.errors}
      rowKey={(row) => `${row.type} ${row.place} ${row.operation}`}
      rowHref={(row) => traceHref(row.traceId)}
      defaultSort="-count"
      maxHeight={320}
      bare
      empty={<EmptyState title="No errors in this time range" />}
    />
  );
}
