"use client";

import type { ServiceDetail } from "@plimsoll/core";
import { ConsoleLink } from "../../components/console-link.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { countColumn, durationColumn, errorRatioColumn } from "../../components/measure-columns.tsx";
import { EmptyState } from "../../components/states.tsx";
import { Rate } from "../../components/values.tsx";
import { traceSearchHref } from "../../lib/trace-links.ts";

type Operation = ServiceDetail["operations"][number];

/** What the service was asked to do, and what each kind of request cost; leads to the traces. */
export function Operations({ detail }: { detail: ServiceDetail }) {
  const href = (row: Operation) => traceSearchHref({ service: detail.name, operation: row.name });
  const columns: Column<Operation>[] = [
    {
      key: "name",
      header: "Operation",
      grow: true,
      render: (row) => (
        <ConsoleLink href={href(row)} title={row.name}>
          {row.name}
        </ConsoleLink>
      ),
      sortValue: (row) => row.name,
    },
    { key: "kind", header: "Kind", hide: "narrow", render: (row) => row.kind, sortValue: (row) => row.kind },
    {
      key: "ratePerSecond",
      header: "Rate",
      align: "right",
      render: (row) => <Rate perSecond={row.ratePerSecond} />,
      sortValue: (row) => row.ratePerSecond,
    },
    errorRatioColumn("errorRatio", "Errors"),
    durationColumn("p50Ms", "p50", { hide: "narrow" }),
    durationColumn("p95Ms", "p95"),
    durationColumn("p99Ms", "p99", { hide: "medium" }),
    durationColumn("totalMs", "Total time", { hide: "narrow" }),
    countColumn("requests", "Requests", { optional: true }),
  ];
  return (
    <DataTable
      id="operations"
      label="Operations"
      columns={columns}
      rows={detail.operations}
      rowKey={(row) => `${row.kind} ${row.name}`}
      rowHref={href}
      defaultSort="-totalMs"
      maxHeight={420}
      empty={<EmptyState title="No operations in this time range" />}
    />
  );
}
