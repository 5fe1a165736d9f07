"use client";

import type { ServiceDetail } from "@plimsoll/core";
import { ConsoleLink } from "../../components/console-link.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/states.tsx";
import { Count, Duration } from "../../components/values.tsx";
import { traceHref } from "../../lib/trace-links.ts";

type SlowQuery = ServiceDetail["slowestQueries"][number];

const columns: Column<SlowQuery>[] = [
  {
    key: "statement",
    header: "Statement",
    grow: true,
    render: (row) => (
      <ConsoleLink className="mono" href={traceHref(row.traceId)} title={`${row.system}\n${row.statement}`}>
        {row.statement}
      </ConsoleLink>
    ),
    sortValue: (row) => row.statement,
  },
  {
    key: "count",
    header: "Count",
    align: "right",
    hide: "narrow",
    render: (row) => <Count value={row.count} />,
    sortValue: (row) => row.count,
  },
  {
    key: "p95Ms",
    header: "p95",
    align: "right",
    render: (row) => <Duration ms={row.p95Ms} />,
    sortValue: (row) => row.p95Ms,
  },
  {
    key: "maxMs",
    header: "Longest",
    align: "right",
    hide: "medium",
    render: (row) => <Duration ms={row.maxMs} />,
    sortValue: (row) => row.maxMs,
  },
  {
    key: "totalMs",
    header: "Total",
    align: "right",
    render: (row) => <Duration ms={row.totalMs} />,
    sortValue: (row) => row.totalMs,
  },
];

/** Database statements by what they cost in total, each with the trace of its longest call. */
export function SlowestQueries({ detail }: { detail: ServiceDetail }) {
  return (
    <DataTable
      id="queries"
      label="Statements that cost most"
      columns={columns}
      rows={detail.slowestQueries}
      rowKey={(row) => `${row.system} ${row.statement}`}
      rowHref={(row) => traceHref(row.traceId)}
      defaultSort="-totalMs"
      maxHeight={320}
      bare
      empty={
        <EmptyState title="No database calls in this time range">
          <p>Client spans that carry their statement appear here.</p>
        </EmptyState>
      }
    />
  );
}
