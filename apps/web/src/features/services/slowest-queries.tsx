"use client";

import type { ServiceDetail } from "@plimsoll/core";
import { ConsoleLink } from "../../components/console-link.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { countColumn, durationColumn } from "../../components/measure-columns.tsx";
import { EmptyState } from "../../components/states.tsx";
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
  countColumn("count", "Count", { hide: "narrow" }),
  durationColumn("p95Ms", "p95"),
  durationColumn("maxMs", "Longest", { hide: "medium" }),
  durationColumn("totalMs", "Total"),
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
