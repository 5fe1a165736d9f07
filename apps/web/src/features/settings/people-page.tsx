"use client";

import { Button, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Person, Role } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { RelativeTime } from "../../components/values.tsx";
import { describeError, useTRPC } from "../../lib/trpc.tsx";
import { AddPersonDialog } from "./add-person-dialog.tsx";
import { ROLES } from "./roles.ts";

interface Actions {
  myId: string | undefined;
  onRole: (person: Person, role: Role) => void;
  onRemove: (person: Person) => void;
}

function personColumns({ myId, onRole, onRemove }: Actions): Column<Person>[] {
  return [
    {
      key: "name",
      header: "Name",
      render: (row) => (
        <>
          {row.name} {row.id === myId && <span className="muted">(you)</span>}
        </>
      ),
      sortValue: (row) => row.name,
    },
    { key: "email", header: "E-mail address", render: (row) => row.email, sortValue: (row) => row.email },
    {
      key: "role",
      header: "Role",
      render: (row) => (
        <Select
          aria-label={`Role of ${row.name}`}
          data={ROLES}
          value={row.role}
          onChange={(role) => role && role !== row.role && onRole(row, role as Role)}
          allowDeselect={false}
          variant="unstyled"
          w={112}
        />
      ),
      sortValue: (row) => row.role,
    },
    {
      key: "lastSeenAt",
      header: "Last seen",
      hide: "narrow",
      render: (row) => (row.lastSeenAt ? <RelativeTime at={row.lastSeenAt} /> : <span className="muted">never</span>),
      sortValue: (row) => (row.lastSeenAt ? Date.parse(row.lastSeenAt) : null),
    },
    {
      key: "sessions",
      header: "Sessions",
      align: "right",
      hide: "narrow",
      render: (row) => row.sessions,
      sortValue: (row) => row.sessions,
    },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) =>
        row.id !== myId && (
          <Button
            variant="subtle"
            color="red"
            size="compact-xs"
            onClick={() => onRemove(row)}
            aria-label={`Remove ${row.name}`}
          >
            Remove
          </Button>
        ),
    },
  ];
}

/** Who may sign in, and as what. */
export function PeoplePage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const people = useQuery(trpc.people.list.queryOptions());
  const me = useQuery({ ...trpc.session.me.queryOptions(), staleTime: 300_000 });
  const refresh = () => queryClient.invalidateQueries(trpc.people.list.queryFilter());
  const setRole = useMutation(
    trpc.people.setRole.mutationOptions({
      onSuccess: refresh,
      onError: (error) =>
        notifications.show({ color: "red", title: "The role was not changed", message: describeError(error).message }),
    }),
  );
  const remove = useMutation(trpc.people.remove.mutationOptions({ onSuccess: refresh }));
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<Person | null>(null);
  const columns = personColumns({
    myId: me.data?.user.id,
    onRole: (person, role) => setRole.mutate({ id: person.id, role }),
    onRemove: setDoomed,
  });

  return (
    <>
      <Tile
        title="People"
        query={people}
        skeleton={<TableSkeleton rows={4} />}
        actions={<Button onClick={() => setAdding(true)}>Add person</Button>}
        flush
      >
        {({ items }) => (
          <DataTable
            id="people"
            label="People"
            columns={columns}
            rows={items}
            rowKey={(row) => row.id}
            defaultSort="name"
            bare
          />
        )}
      </Tile>
      <AddPersonDialog opened={adding} onClose={() => setAdding(false)} onAdded={refresh} />
      <ConfirmDialog
        opened={doomed !== null}
        title="Remove this person?"
        action="Remove person"
        name={doomed?.email ?? ""}
        pending={remove.isPending}
        error={remove.error}
        onClose={() => {
          setDoomed(null);
          remove.reset();
        }}
        onConfirm={() => doomed && remove.mutate({ id: doomed.id }, { onSuccess: () => setDoomed(null) })}
      >
        <strong>{doomed?.name}</strong> is signed out everywhere and cannot sign in again. API keys they created keep
        working.
      </ConfirmDialog>
    </>
  );
}
