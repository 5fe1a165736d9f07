"use client";

import type { ServiceEdge, ServiceMap } from "@plimsoll/core";
import { useMemo } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { NodeLabel } from "../../components/node-label.tsx";
import { EmptyState } from "../../components/states.tsx";
import { Count, Duration, Percent, Rate } from "../../components/values.tsx";
import { errorRatioOf } from "./map-style.ts";

/** The map's edges as a table: the same facts for keyboard and screen readers. */
export function MapList({ map }: { map: ServiceMap }) {
  const columns = useMemo(() => edgeColumns(map.nodes), [map.nodes]);
  return (
    <DataTable
      id="map"
      label="Calls between services"
      columns={columns}
      rows={map.edges}
      rowKey={(row) => `${row.from} ${row.to}`}
      defaultSort="-rate"
      empty={<EmptyState title="No service called another in this time range" />}
    />
  );
}

function edgeColumns(nodes: ServiceMap["nodes"]): Column<ServiceEdge>[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const nameOf = (id: string) => byId.get(id)?.name ?? id;
  return [
    {
      key: "from",
      header: "Caller",
      grow: true,
      render: (row) => <NodeLabel name={nameOf(row.from)} kind={byId.get(row.from)?.kind ?? "service"} />,
      sortValue: (row) => nameOf(row.from),
    },
    {
      key: "to",
      header: "Callee",
      grow: true,
      render: (row) => <NodeLabel name={nameOf(row.to)} kind={row.toKind} />,
      sortValue: (row) => nameOf(row.to),
    },
    {
      key: "rate",
      header: "Rate",
      align: "right",
      render: (row) => <Rate perSecond={row.ratePerSecond} />,
      sortValue: (row) => row.ratePerSecond,
    },
    {
      key: "calls",
      header: "Calls",
      align: "right",
      hide: "narrow",
      render: (row) => <Count value={row.calls} />,
      sortValue: (row) => row.calls,
    },
    {
      key: "errors",
      header: "Errors",
      align: "right",
      render: (row) => <Percent ratio={errorRatioOf(row)} />,
      sortValue: errorRatioOf,
    },
    {
      key: "p95",
      header: "p95",
      align: "right",
      render: (row) => <Duration ms={row.p95Ms} />,
      sortValue: (row) => row.p95Ms,
    },
  ];
}
