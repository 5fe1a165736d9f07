"use client";

import type { ConnectionItem } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "../../components/action-button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { connectionColumns } from "./connection-columns.tsx";
import { ConnectDialog } from "./connect-dialog.tsx";

/** Redis of apps whose BullMQ queues are looked after here: list, connect, allow changes, remove. */
export function ConnectionsPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const connections = useQuery({ ...trpc.connections.list.queryOptions(), refetchInterval: 15_000 });
  const refresh = () => queryClient.invalidateQueries(trpc.connections.list.queryFilter());
  const [doing, setDoing] = useState<"connect" | "switch" | "remove" | null>(null);
  const [connection, setConnection] = useState<ConnectionItem | null>(null);
  const start = (what: "switch" | "remove") => (row: ConnectionItem) => {
    setConnection(row);
    setDoing(what);
  };
  const dialog = (what: typeof doing) => ({ opened: doing === what, onClose: () => setDoing(null) });

  return (
    <>
      <Tile
        title="Connections"
        note="Redis of your apps, whose BullMQ queues are looked after under Jobs"
        query={connections}
        skeleton={<TableSkeleton rows={3} />}
        actions={
          <ActionButton needs="admin" onClick={() => setDoing("connect")}>
            Connect a Redis
          </ActionButton>
        }
        flush
      >
        {({ items }) => (
          <DataTable
            id="connections"
            label="Connections"
            columns={connectionColumns({ onSwitch: start("switch"), onRemove: start("remove") })}
            rows={items}
            rowKey={(row) => row.id}
            defaultSort="name"
            bare
            empty={<NoConnections />}
          />
        )}
      </Tile>
      <ConnectDialog {...dialog("connect")} onConnected={refresh} />
      <SwitchDialog {...dialog("switch")} connection={connection} onDone={refresh} />
      <RemoveDialog {...dialog("remove")} connection={connection} onDone={refresh} />
    </>
  );
}

function NoConnections() {
  return (
    <EmptyState title="No Redis is connected">
      <p>
        Does an app of yours run BullMQ on a Redis of its own? Connect that Redis with the button above: its queues
        appear under Jobs, to look at only unless you allow changes.
      </p>
    </EmptyState>
  );
}

interface ConnectionDialogProps {
  opened: boolean;
  connection: ConnectionItem | null;
  onClose: () => void;
  onDone: () => unknown;
}

function SwitchDialog({ opened, connection, onClose, onDone }: ConnectionDialogProps) {
  const trpc = useTRPC();
  const update = useMutation(trpc.connections.update.mutationOptions({ onSuccess: onDone }));
  const allow = connection?.writable === false;
  return (
    <ConfirmDialog
      opened={opened}
      title={allow ? "Allow changes?" : "Make it read-only?"}
      action={allow ? "Allow changes" : "Make read-only"}
      color={allow ? "red" : "sea"}
      pending={update.isPending}
      error={update.error}
      onClose={() => {
        update.reset();
        onClose();
      }}
      onConfirm={() =>
        connection && update.mutate({ id: connection.id, writable: !connection.writable }, { onSuccess: onClose })
      }
    >
      {allow ? (
        <>
          Members may then retry jobs on <strong>{connection?.name}</strong>, edit their payloads and pause its queues;
          admins may discard jobs. The app that owns this Redis feels it.
        </>
      ) : (
        <>
          The queues of <strong>{connection?.name}</strong> can only be looked at from now on.
        </>
      )}
    </ConfirmDialog>
  );
}

function RemoveDialog({ opened, connection, onClose, onDone }: ConnectionDialogProps) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.connections.remove.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      opened={opened}
      title="Remove this connection?"
      action="Remove connection"
      pending={remove.isPending}
      error={remove.error}
      onClose={() => {
        remove.reset();
        onClose();
      }}
      onConfirm={() => connection && remove.mutate({ id: connection.id }, { onSuccess: onClose })}
    >
      The queues of <strong>{connection?.name}</strong> are not shown any more and its URL is forgotten. The Redis and
      its jobs are not touched.
    </ConfirmDialog>
  );
}
