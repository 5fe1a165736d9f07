"use client";

import { Button } from "@mantine/core";
import type { ApiKeyItem } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Tile } from "../../components/tile.tsx";
import { NoData, RelativeTime } from "../../components/values.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";

type KeyState = "active" | "expired" | "revoked";

function stateOf(key: ApiKeyItem): KeyState {
  if (key.revokedAt) return "revoked";
  return key.expiresAt && Date.parse(key.expiresAt) <= Date.now() ? "expired" : "active";
}

function keyColumns(onRevoke: (key: ApiKeyItem) => void): Column<ApiKeyItem>[] {
  return [
    { key: "name", header: "Name", render: (row) => row.name, sortValue: (row) => row.name },
    {
      key: "prefix",
      header: "Begins with",
      hide: "narrow",
      render: (row) => <span className="mono">{row.prefix}…</span>,
      text: (row) => row.prefix,
    },
    {
      key: "scopes",
      header: "Scopes",
      hide: "narrow",
      render: (row) => row.scopes.join(", "),
      sortValue: (row) => row.scopes.join(", "),
    },
    {
      key: "state",
      header: "State",
      render: (row) => <StatusBadge tone={stateOf(row) === "active" ? "ok" : "unknown"}>{stateOf(row)}</StatusBadge>,
      sortValue: stateOf,
    },
    {
      key: "lastUsedAt",
      header: "Last used",
      hide: "narrow",
      render: (row) => (row.lastUsedAt ? <RelativeTime at={row.lastUsedAt} /> : <span className="muted">never</span>),
      sortValue: (row) => (row.lastUsedAt ? Date.parse(row.lastUsedAt) : null),
      text: (row) => row.lastUsedAt,
    },
    {
      key: "expiresAt",
      header: "Expires",
      hide: "narrow",
      render: (row) => (row.expiresAt ? <RelativeTime at={row.expiresAt} /> : <span className="muted">never</span>),
      sortValue: (row) => (row.expiresAt ? Date.parse(row.expiresAt) : null),
      text: (row) => row.expiresAt,
    },
    {
      key: "createdAt",
      header: "Created",
      hide: "medium",
      render: (row) => <RelativeTime at={row.createdAt} />,
      sortValue: (row) => Date.parse(row.createdAt),
      text: (row) => row.createdAt,
    },
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
      render: (row) =>
        stateOf(row) === "active" && (
          <Button
            variant="subtle"
            color="red"
            size="compact-xs"
            onClick={() => onRevoke(row)}
            aria-label={`Revoke ${row.name}`}
          >
            Revoke
          </Button>
        ),
    },
  ];
}

/** Keys of apps and exporters: list, create, revoke. */
export function ApiKeysPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const keys = useQuery(trpc.apiKeys.list.queryOptions());
  const refresh = () => queryClient.invalidateQueries(trpc.apiKeys.list.queryFilter());
  const revoke = useMutation(trpc.apiKeys.revoke.mutationOptions({ onSuccess: refresh }));
  const [creating, setCreating] = useState(false);
  const [doomed, setDoomed] = useState<ApiKeyItem | null>(null);

  return (
    <>
      <Tile
        title="API keys"
        note="for exporters and apps; a key is shown once, when it is created"
        query={keys}
        skeleton={<TableSkeleton rows={4} />}
        actions={<Button onClick={() => setCreating(true)}>Create key</Button>}
        flush
      >
        {({ items }) => (
          <DataTable
            id="keys"
            label="API keys"
            columns={keyColumns(setDoomed)}
            rows={items}
            rowKey={(row) => row.id}
            defaultSort="-createdAt"
            bare
            empty={
              <EmptyState title="No keys yet">
                <p>
                  An exporter on another machine, or an app that reads from Plimsoll, needs one. Create the first with
                  the button above.
                </p>
              </EmptyState>
            }
          />
        )}
      </Tile>
      <CreateKeyDialog opened={creating} onClose={() => setCreating(false)} onCreated={refresh} />
      <ConfirmDialog
        opened={doomed !== null}
        title="Revoke this key?"
        action="Revoke key"
        pending={revoke.isPending}
        error={revoke.error}
        onClose={() => {
          setDoomed(null);
          revoke.reset();
        }}
        onConfirm={() => doomed && revoke.mutate({ id: doomed.id }, { onSuccess: () => setDoomed(null) })}
      >
        Whatever uses <strong>{doomed?.name}</strong> (<span className="mono">{doomed?.prefix}…</span>) is refused from
        now on. This cannot be undone; a new key can take its place.
      </ConfirmDialog>
    </>
  );
}
