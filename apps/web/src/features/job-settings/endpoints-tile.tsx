"use client";

import type { JobEndpointItem } from "@plimsoll/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton, IconAction, RowAction } from "../../components/action-button.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { RelativeTime } from "../../components/values.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { AddEndpointDialog, RemoveEndpointDialog, RotateSecretDialog } from "./endpoint-dialogs.tsx";
import styles from "./job-settings.module.css";
import { TargetStatus } from "./target-columns.tsx";
import { useRefreshTargets } from "./use-refresh-targets.ts";

interface EndpointActions {
  onRotate: (endpoint: JobEndpointItem) => void;
  onRemove: (endpoint: JobEndpointItem) => void;
}

function endpointColumns({ onRotate, onRemove }: EndpointActions): Column<JobEndpointItem>[] {
  return [
    { key: "name", header: "Name", render: (row) => row.name, sortValue: (row) => row.name },
    {
      key: "url",
      header: "Address",
      grow: true,
      render: (row) => (
        <span className="mono" title={row.url}>
          {row.url}
        </span>
      ),
      sortValue: (row) => row.url,
    },
    {
      key: "target",
      header: "Target",
      hide: "narrow",
      render: (row) => <TargetStatus status={row.target.status} />,
      sortValue: (row) => row.target.status,
    },
    {
      key: "secret",
      header: "Secret since",
      hide: "narrow",
      render: (row) => <RelativeTime at={row.secretRotatedAt} />,
      sortValue: (row) => Date.parse(row.secretRotatedAt),
    },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) => (
        <span className={styles.actions}>
          <RowAction needs="admin" onClick={() => onRotate(row)} aria-label={`Rotate secret of ${row.name}`}>
            Rotate secret
          </RowAction>
          <IconAction needs="admin" label={`Remove ${row.name}`} hint="Remove" onClick={() => onRemove(row)}>
            <IconTrash size={16} aria-hidden="true" />
          </IconAction>
        </span>
      ),
    },
  ];
}

/** Where apps get their jobs: list, add, rotate the secret, remove. */
export function EndpointsTile() {
  const trpc = useTRPC();
  const endpoints = useQuery(trpc.jobEndpoints.list.queryOptions());
  const refresh = useRefreshTargets();
  const [doing, setDoing] = useState<"add" | "rotate" | "remove" | null>(null);
  const [endpoint, setEndpoint] = useState<JobEndpointItem | null>(null);
  const start = (what: "rotate" | "remove") => (row: JobEndpointItem) => {
    setEndpoint(row);
    setDoing(what);
  };
  const dialog = (what: typeof doing) => ({ opened: doing === what, onClose: () => setDoing(null) });

  return (
    <>
      <Tile
        title="Job endpoints"
        note="where apps get their jobs, as signed requests"
        query={endpoints}
        skeleton={<TableSkeleton rows={3} />}
        actions={
          <ActionButton needs="admin" onClick={() => setDoing("add")}>
            Add endpoint
          </ActionButton>
        }
        flush
      >
        {({ items }) => (
          <DataTable
            id="endpoints"
            label="Job endpoints"
            columns={endpointColumns({ onRotate: start("rotate"), onRemove: start("remove") })}
            rows={items}
            rowKey={(row) => row.id}
            defaultSort="name"
            bare
            empty={<NoEndpoints />}
          />
        )}
      </Tile>
      <AddEndpointDialog {...dialog("add")} onAdded={refresh} />
      <RotateSecretDialog {...dialog("rotate")} endpoint={endpoint} onDone={refresh} />
      <RemoveEndpointDialog {...dialog("remove")} endpoint={endpoint} onDone={refresh} />
    </>
  );
}

function NoEndpoints() {
  return (
    <EmptyState title="No endpoints yet">
      <p>
        An endpoint is an address of your app that gets a signed request for each job. Add the first, named default,
        with the button above.
      </p>
    </EmptyState>
  );
}
