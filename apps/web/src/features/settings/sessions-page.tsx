"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { SessionItem } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { TableSkeleton } from "../../components/states.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Tile } from "../../components/tile.tsx";
import { NoData, RelativeTime } from "../../components/values.tsx";
import { plural } from "../../lib/format.ts";
import { describeError, useTRPC } from "../../lib/trpc.tsx";
import { describeBrowser } from "./describe-browser.ts";

function sessionColumns(onEnd: (session: SessionItem) => void, ending: string | undefined): Column<SessionItem>[] {
  return [
    {
      key: "browser",
      header: "Browser",
      render: (row) => <span title={row.userAgent ?? ""}>{describeBrowser(row.userAgent)}</span>,
      sortValue: (row) => describeBrowser(row.userAgent),
    },
    {
      key: "address",
      header: "Address",
      render: (row) => (row.ipAddress ? <span className="mono">{row.ipAddress}</span> : <NoData />),
      sortValue: (row) => row.ipAddress,
    },
    {
      key: "lastSeenAt",
      header: "Last seen",
      render: (row) => <RelativeTime at={row.lastSeenAt} />,
      sortValue: (row) => Date.parse(row.lastSeenAt),
    },
    {
      key: "createdAt",
      header: "Signed in",
      hide: "narrow",
      render: (row) => <RelativeTime at={row.createdAt} />,
      sortValue: (row) => Date.parse(row.createdAt),
    },
    {
      key: "expiresAt",
      header: "Ends",
      hide: "narrow",
      render: (row) => <RelativeTime at={row.expiresAt} />,
      sortValue: (row) => Date.parse(row.expiresAt),
    },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) =>
        row.current ? (
          <StatusBadge tone="ok">this one</StatusBadge>
        ) : (
          <Button variant="subtle" color="red" size="compact-xs" loading={ending === row.id} onClick={() => onEnd(row)}>
            End
          </Button>
        ),
    },
  ];
}

/** Where the reader is signed in, and ending that. */
export function SessionsPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const sessions = useQuery(trpc.sessions.list.queryOptions());
  const refresh = () => queryClient.invalidateQueries(trpc.sessions.list.queryFilter());
  const end = useMutation(
    trpc.sessions.revoke.mutationOptions({
      onSettled: refresh,
      onError: (error) =>
        notifications.show({ color: "red", title: "The session was not ended", message: describeError(error).message }),
    }),
  );
  const endOthers = useMutation(trpc.sessions.revokeOthers.mutationOptions({ onSuccess: refresh }));
  const [asking, setAsking] = useState(false);
  const others = (sessions.data?.items.length ?? 1) - 1;

  return (
    <>
      <Tile
        title="My sessions"
        query={sessions}
        skeleton={<TableSkeleton rows={3} />}
        actions={
          <Button variant="default" disabled={others < 1} onClick={() => setAsking(true)}>
            End all others
          </Button>
        }
        flush
      >
        {({ items }) => (
          <DataTable
            id="sessions"
            label="My sessions"
            columns={sessionColumns((row) => end.mutate({ id: row.id }), end.isPending ? end.variables.id : undefined)}
            rows={items}
            rowKey={(row) => row.id}
            defaultSort="-lastSeenAt"
            bare
          />
        )}
      </Tile>
      <ConfirmDialog
        opened={asking}
        title="End all other sessions?"
        action="End them"
        pending={endOthers.isPending}
        error={endOthers.error}
        onClose={() => {
          setAsking(false);
          endOthers.reset();
        }}
        onConfirm={() => endOthers.mutate(undefined, { onSuccess: () => setAsking(false) })}
      >
        {plural(others, "session")} elsewhere will have to sign in again. This one stays.
      </ConfirmDialog>
    </>
  );
}
