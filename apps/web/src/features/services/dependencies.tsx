"use client";

import type { ServiceEdge } from "@plimsoll/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { NodeLabel } from "../../components/node-label.tsx";
import { EmptyState } from "../../components/states.tsx";
import { Duration, Percent, Rate } from "../../components/values.tsx";
import { errorLevel } from "./service-columns.tsx";
import styles from "./services.module.css";

interface DependenciesProps {
  edges: readonly ServiceEdge[];
  direction: "up" | "down";
  service: string;
}

/** Neighbours of a service and what the calls between them cost. */
export function Dependencies({ edges, direction, service }: DependenciesProps) {
  const up = direction === "up";
  const columns: Column<ServiceEdge>[] = [
    {
      key: "name",
      header: up ? "Caller" : "Callee",
      grow: true,
      render: (row) => <NodeLabel name={up ? row.from : row.to} kind={up ? "service" : row.toKind} />,
      sortValue: (row) => (up ? row.from : row.to),
    },
    {
      key: "rate",
      header: "Rate",
      align: "right",
      render: (row) => <Rate perSecond={row.ratePerSecond} />,
      sortValue: (row) => row.ratePerSecond,
    },
    {
      key: "errors",
      header: "Errors",
      align: "right",
      render: (row) => (
        <span data-level={errorLevel(ratioOf(row))} className={styles.errors}>
          <Percent ratio={ratioOf(row)} />
        </span>
      ),
      sortValue: ratioOf,
    },
    {
      key: "p95Ms",
      header: "p95",
      align: "right",
      render: (row) => <Duration ms={row.p95Ms} />,
      sortValue: (row) => row.p95Ms,
    },
  ];
  const nobody = up ? `No other service called ${service}` : `${service} called nobody`;
  return (
    <DataTable
      id={up ? "callers" : "callees"}
      label={up ? "Called by" : "Calls"}
      columns={columns}
      rows={edges}
      rowKey={(row) => `${row.from} ${row.to}`}
      defaultSort="-rate"
      maxHeight={320}
      bare
      empty={<EmptyState title={`${nobody} in this time range`} />}
    />
  );
}

function ratioOf(edge: ServiceEdge): number | null {
  return edge.calls === 0 ? null : edge.errors / edge.calls;
}
