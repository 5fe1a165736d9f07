"use client";

import { Button } from "@mantine/core";
import type { ApiKeyItem } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { keyColumns } from "./key-columns.tsx";

/** Keys of apps and exporters: list, create, revoke. */
export function ApiKeysPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const keys = useQuery(trpc.apiKeys.list.queryOptions());
  const refresh = () => queryClient.invalidateQueries(trpc.apiKeys.list.queryFilter());
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
            empty={<NoKeys />}
          />
        )}
      </Tile>
      <CreateKeyDialog opened={creating} onClose={() => setCreating(false)} onCreated={refresh} />
      <RevokeKeyDialog doomed={doomed} onClose={() => setDoomed(null)} onRevoked={refresh} />
    </>
  );
}

function NoKeys() {
  return (
    <EmptyState title="No keys yet">
      <p>
        An exporter on another machine, or an app that reads from Plimsoll, needs one. Create the first with the button
        above.
      </p>
    </EmptyState>
  );
}

interface RevokeKeyDialogProps {
  /** Open while there is one. */
  doomed: ApiKeyItem | null;
  onClose: () => void;
  onRevoked: () => unknown;
}

function RevokeKeyDialog({ doomed, onClose, onRevoked }: RevokeKeyDialogProps) {
  const trpc = useTRPC();
  const revoke = useMutation(trpc.apiKeys.revoke.mutationOptions({ onSuccess: onRevoked }));
  return (
    <ConfirmDialog
      opened={doomed !== null}
      title="Revoke this key?"
      action="Revoke key"
      pending={revoke.isPending}
      error={revoke.error}
      onClose={() => {
        onClose();
        revoke.reset();
      }}
      onConfirm={() => doomed && revoke.mutate({ id: doomed.id }, { onSuccess: onClose })}
    >
      Whatever uses <strong>{doomed?.name}</strong> (<span className="mono">{doomed?.prefix}…</span>) is refused from
      now on. This cannot be undone; a new key can take its place.
    </ConfirmDialog>
  );
}
