"use client";

import type { CacheConnectionItem } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { IconAction } from "../../components/action-button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ConsoleLink } from "../../components/console-link.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Tile } from "../../components/tile.tsx";
import { RelativeTime } from "../../components/values.tsx";
import { plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { cacheHref } from "./cache-words.ts";

const REFRESH_MS = 10_000;

/** The servers that are read from outside, and whether they answer. */
export function WatchedTile() {
  const trpc = useTRPC();
  const [removing, setRemoving] = useState<CacheConnectionItem | null>(null);
  const servers = useQuery({ ...trpc.cacheConnections.list.queryOptions(), refetchInterval: REFRESH_MS });
  return (
    <Tile
      title="Watched servers"
      note={servers.data && plural(servers.data.length, "server")}
      query={servers}
      skeleton={<TableSkeleton rows={3} />}
      flush
    >
      {(items) => (
        <>
          <DataTable
            id="watched"
            label="Watched servers"
            columns={columnsWith(setRemoving)}
            rows={items}
            rowKey={({ id }) => id}
            rowHref={({ kind, name }) => cacheHref({ source: kind, service: name, namespace: "" })}
            defaultSort="name"
            empty={<Nothing />}
            bare
          />
          {removing && <UnwatchDialog server={removing} onClose={() => setRemoving(null)} />}
        </>
      )}
    </Tile>
  );
}

function UnwatchDialog({ server, onClose }: { server: CacheConnectionItem; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.cacheConnections.remove.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.cacheConnections.list.pathFilter());
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      opened
      title={`Stop watching ${server.name}`}
      action="Stop watching"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: server.id })}
      onClose={onClose}
    >
      It is read no longer. What was measured stays as long as other metrics.
    </ConfirmDialog>
  );
}

function Nothing() {
  return (
    <EmptyState title="No server is watched">
      <p>
        An admin can have a Redis, Valkey, Memcached or PostgreSQL read every quarter of a minute, without any change to
        the services that use it.
      </p>
    </EmptyState>
  );
}

function columnsWith(onRemove: (server: CacheConnectionItem) => void): Column<CacheConnectionItem>[] {
  return [
    {
      key: "name",
      header: "Name",
      render: ({ kind, name }) => (
        <ConsoleLink href={cacheHref({ source: kind, service: name, namespace: "" })}>{name}</ConsoleLink>
      ),
      sortValue: ({ name }) => name,
    },
    {
      key: "url",
      header: "Address",
      grow: true,
      hide: "narrow",
      render: ({ url }) => (
        <span className="mono" title={url}>
          {url}
        </span>
      ),
    },
    { key: "version", header: "Version", hide: "narrow", render: ({ version }) => version ?? "—" },
    { key: "status", header: "Status", render: (server) => <ServerState server={server} /> },
    {
      key: "polled",
      header: "Read",
      hide: "narrow",
      render: ({ polledAt }) => (polledAt === null ? "not yet" : <RelativeTime at={polledAt} />),
    },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (server) => (
        <IconAction
          needs="admin"
          label={`Stop watching ${server.name}`}
          hint="Stop watching"
          onClick={() => onRemove(server)}
        >
          <IconTrash size={16} aria-hidden="true" />
        </IconAction>
      ),
    },
  ];
}

function ServerState({ server: { polledAt, error } }: { server: CacheConnectionItem }) {
  if (polledAt === null) return <StatusBadge tone="unknown">waiting</StatusBadge>;
  return (
    <span title={error ?? "It answered"}>
      <StatusBadge tone={error === null ? "ok" : "error"}>{error === null ? "answers" : "no answer"}</StatusBadge>
    </span>
  );
}
