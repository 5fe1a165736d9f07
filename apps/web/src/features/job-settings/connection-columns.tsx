"use client";

import { Switch, Tooltip } from "@mantine/core";
import type { ConnectionItem } from "@plimsoll/core";
import { IconTrash } from "@tabler/icons-react";
import { IconAction } from "../../components/action-button.tsx";
import type { Column } from "../../components/data-table.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Count, RelativeTime } from "../../components/values.tsx";
import { useRefusal } from "../../lib/use-role.ts";

interface ConnectionActions {
  onSwitch: (connection: ConnectionItem) => void;
  onRemove: (connection: ConnectionItem) => void;
}

const columns: readonly Column<ConnectionItem>[] = [
  { key: "name", header: "Name", render: (row) => row.name, sortValue: (row) => row.name },
  {
    key: "url",
    header: "Address",
    hide: "narrow",
    grow: true,
    render: (row) => (
      <span className="mono" title={row.url}>
        {row.url}
      </span>
    ),
    sortValue: (row) => row.url,
  },
  {
    key: "prefix",
    header: "Prefix",
    hide: "medium",
    render: (row) => <span className="mono">{row.prefix}</span>,
    sortValue: (row) => row.prefix,
  },
  {
    key: "status",
    header: "Status",
    render: (row) => (
      <span title={row.detail}>
        <StatusBadge tone={row.status === "ok" ? "ok" : "error"}>{row.status}</StatusBadge>
      </span>
    ),
    sortValue: (row) => row.status,
  },
  {
    key: "detail",
    header: "Detail",
    hide: "medium",
    optional: true,
    render: (row) => row.detail,
    text: (row) => row.detail,
  },
  {
    key: "queues",
    header: "Queues",
    align: "right",
    hide: "narrow",
    render: (row) => <Count value={row.queues} />,
    sortValue: (row) => row.queues,
  },
  {
    key: "createdAt",
    header: "Connected",
    hide: "medium",
    render: (row) => <RelativeTime at={row.createdAt} />,
    sortValue: (row) => Date.parse(row.createdAt),
    text: (row) => row.createdAt,
  },
];

/** The columns of the list of connected Redis. */
export function connectionColumns({ onSwitch, onRemove }: ConnectionActions): Column<ConnectionItem>[] {
  return [
    ...columns,
    {
      key: "writable",
      header: "Changes",
      render: (row) => <WritableSwitch connection={row} onSwitch={onSwitch} />,
      sortValue: (row) => (row.writable ? 1 : 0),
    },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) => (
        <IconAction needs="admin" label={`Remove ${row.name}`} hint="Remove" onClick={() => onRemove(row)}>
          <IconTrash size={16} aria-hidden="true" />
        </IconAction>
      ),
    },
  ];
}

function WritableSwitch({
  connection,
  onSwitch,
}: {
  connection: ConnectionItem;
  onSwitch: (connection: ConnectionItem) => void;
}) {
  const refusal = useRefusal("admin");
  return (
    <Tooltip label={refusal} disabled={refusal === null}>
      {/* The tooltip needs an element that the pointer can reach while the switch is disabled. */}
      <span>
        <Switch
          size="xs"
          label={connection.writable ? "allowed" : "read-only"}
          aria-label={`Changes on ${connection.name}`}
          checked={connection.writable}
          disabled={refusal !== null}
          onChange={() => onSwitch(connection)}
        />
      </span>
    </Tooltip>
  );
}
