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
import { NoData } from "../../components/values.tsx";
import { plural } from "../../lib/format.ts";
import { describeError, useTRPC } from "../../lib/trpc.tsx";
import { describeBrowser } from "./describe-browser.ts";
import { instantColumn } from "./instant-column.tsx";

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
    instantColumn("lastSeenAt", "Last seen"),
    instantColumn("createdAt", "Signed in", "narrow"),
    instantColumn("expiresAt", "Ends", "narrow"),
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
  const others = (sessions.data?.items.length ?? 1) - 1;

  return (
    <Tile
      title="My sessions"
      query={sessions}
      skeleton={<TableSkeleton rows={3} />}
      actions={<EndOtherSessions others={others} onEnded={refresh} />}
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
  );
}

/** Ends every session but this one, after a question. */
function EndOtherSessions({ others, onEnded }: { others: number; onEnded: () => unknown }) {
  const trpc = useTRPC();
  const endOthers = useMutation(trpc.sessions.revokeOthers.mutationOptions({ onSuccess: onEnded }));
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" disabled={others < 1} onClick={() => setAsking(true)}>
        End all others
      </Button>
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
