"use client";

import type { ServiceDetail } from "@plimsoll/core";
import { ConsoleLink } from "../../components/console-link.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/states.tsx";
import { Count, Duration, Percent, Rate } from "../../components/values.tsx";
import { traceSearchHref } from "../../lib/trace-links.ts";
import { errorLevel } from "./service-columns.tsx";
import styles from "./services.module.css";

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
    {
      key: "errorRatio",
      header: "Errors",
      align: "right",
      render: (row) => (
        <span data-level={errorLevel(row.errorRatio)} className={styles.errors}>
          <Percent ratio={row.errorRatio} />
        </span>
      ),
      sortValue: (row) => row.errorRatio,
    },
    {
      key: "p50Ms",
      header: "p50",
      align: "right",
      hide: "narrow",
      render: (row) => <Duration ms={row.p50Ms} />,
      sortValue: (row) => row.p50Ms,
    },
    {
      key: "p95Ms",
      header: "p95",
      align: "right",
      render: (row) => <Duration ms={row.p95Ms} />,
      sortValue: (row) => row.p95Ms,
    },
    {
      key: "p99Ms",
      header: "p99",
      align: "right",
      hide: "medium",
      render: (row) => <Duration ms={row.p99Ms} />,
      sortValue: (row) => row.p99Ms,
    },
    {
      key: "totalMs",
      header: "Total time",
      align: "right",
      hide: "narrow",
      render: (row) => <Duration ms={row.totalMs} />,
      sortValue: (row) => row.totalMs,
    },
    {
      key: "requests",
      header: "Requests",
      align: "right",
      optional: true,
      render: (row) => <Count value={row.requests} />,
      sortValue: (row) => row.requests,
    },
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
