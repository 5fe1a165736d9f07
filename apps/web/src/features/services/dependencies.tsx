"use client";

import type { ServiceEdge } from "@plimsoll/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorRatio } from "../../components/error-ratio.tsx";
import { durationColumn } from "../../components/measure-columns.tsx";
import { NodeLabel } from "../../components/node-label.tsx";
import { EmptyState } from "../../components/states.tsx";
import { Rate } from "../../components/values.tsx";

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
      render: (row) => <ErrorRatio ratio={ratioOf(row)} />,
      sortValue: ratioOf,
    },
    durationColumn("p95Ms", "p95"),
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
