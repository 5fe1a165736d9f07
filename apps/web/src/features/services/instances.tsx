"use client";

import type { ServiceDetail } from "@plimsoll/core";
import { CopyableId } from "../../components/copyable-id.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/states.tsx";
import { Count, NoData, RelativeTime } from "../../components/values.tsx";

type Instance = ServiceDetail["instances"][number];

const columns: Column<Instance>[] = [
  {
    key: "id",
    header: "Instance",
    render: (row) => (row.id ? <CopyableId id={row.id} label="instance id" length={20} /> : <NoData />),
    sortValue: (row) => row.id,
  },
  { key: "version", header: "Version", render: (row) => row.version || <NoData />, sortValue: (row) => row.version },
  { key: "host", header: "Host", render: (row) => row.host || <NoData />, sortValue: (row) => row.host },
  {
    key: "requests",
    header: "Requests",
    align: "right",
    render: (row) => <Count value={row.requests} />,
    sortValue: (row) => row.requests,
  },
  {
    key: "lastSeen",
    header: "Last seen",
    align: "right",
    render: (row) => <RelativeTime at={row.lastSeen} />,
    sortValue: (row) => Date.parse(row.lastSeen),
  },
];

/** The processes that sent spans under this service's name. */
export function Instances({ detail }: { detail: ServiceDetail }) {
  return (
    <DataTable
      id="instances"
      label="Instances"
      columns={columns}
      rows={detail.instances}
      rowKey={(row) => `${row.id} ${row.version} ${row.host}`}
      defaultSort="-lastSeen"
      maxHeight={320}
      bare
      empty={<EmptyState title="No instance sent anything in this time range" />}
    />
  );
}
