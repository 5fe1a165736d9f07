"use client";

import { Button } from "@mantine/core";
import type { ApiKeyItem } from "@plimsoll/core";
import type { Column } from "../../components/data-table.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { NoData } from "../../components/values.tsx";
import { instantColumn } from "./instant-column.tsx";

type KeyState = "active" | "expired" | "revoked";

/** The columns of API keys; `onRevoke` is offered for those that still work. */
export function keyColumns(onRevoke: (key: ApiKeyItem) => void): Column<ApiKeyItem>[] {
  return [
    { key: "name", header: "Name", render: (row) => row.name, sortValue: (row) => row.name },
    {
      key: "prefix",
      header: "Begins with",
      hide: "narrow",
      render: (row) => <span className="mono">{row.prefix}…</span>,
    },
    {
      key: "scopes",
      header: "Scopes",
      hide: "narrow",
      render: (row) => row.scopes.join(", "),
      sortValue: (row) => row.scopes.join(", "),
    },
    { key: "state", header: "State", render: (row) => <State of={row} />, sortValue: stateOf },
    instantColumn("lastUsedAt", "Last used", "narrow"),
    instantColumn("expiresAt", "Expires", "narrow"),
    instantColumn("createdAt", "Created", "medium"),
    {
      key: "createdBy",
      header: "By",
      hide: "medium",
      render: (row) => row.createdBy ?? <NoData />,
      sortValue: (row) => row.createdBy,
    },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) => stateOf(row) === "active" && <RevokeButton of={row} onRevoke={onRevoke} />,
    },
  ];
}

function stateOf(key: ApiKeyItem): KeyState {
  if (key.revokedAt) return "revoked";
  return key.expiresAt && Date.parse(key.expiresAt) <= Date.now() ? "expired" : "active";
}

function State({ of }: { of: ApiKeyItem }) {
  const state = stateOf(of);
  return <StatusBadge tone={state === "active" ? "ok" : "unknown"}>{state}</StatusBadge>;
}

function RevokeButton({ of, onRevoke }: { of: ApiKeyItem; onRevoke: (key: ApiKeyItem) => void }) {
  return (
    <Button
      variant="subtle"
      color="red"
      size="compact-xs"
      onClick={() => onRevoke(of)}
      aria-label={`Revoke ${of.name}`}
    >
      Revoke
    </Button>
  );
}
