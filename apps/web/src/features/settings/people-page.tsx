"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Person } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { describeError, useTRPC } from "../../lib/trpc.tsx";
import { AddPersonDialog } from "./add-person-dialog.tsx";
import { personColumns } from "./person-columns.tsx";

/** Who may sign in, and as what. */
export function PeoplePage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const people = useQuery(trpc.people.list.queryOptions());
  const me = useQuery({ ...trpc.session.me.queryOptions(), staleTime: 300_000 });
  const refresh = () => queryClient.invalidateQueries(trpc.people.list.queryFilter());
  const setRole = useSetRole(refresh);
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
      <RemovePersonDialog doomed={doomed} onClose={() => setDoomed(null)} onRemoved={refresh} />
    </>
  );
}

function useSetRole(onSuccess: () => unknown) {
  const trpc = useTRPC();
  return useMutation(
    trpc.people.setRole.mutationOptions({
      onSuccess,
      onError: (error) =>
        notifications.show({ color: "red", title: "The role was not changed", message: describeError(error).message }),
    }),
  );
}

interface RemovePersonDialogProps {
  /** Open while there is one. */
  doomed: Person | null;
  onClose: () => void;
  onRemoved: () => unknown;
}

function RemovePersonDialog({ doomed, onClose, onRemoved }: RemovePersonDialogProps) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.people.remove.mutationOptions({ onSuccess: onRemoved }));
  return (
    <ConfirmDialog
      opened={doomed !== null}
      title="Remove this person?"
      action="Remove person"
      name={doomed?.email ?? ""}
      pending={remove.isPending}
      error={remove.error}
      onClose={() => {
        onClose();
        remove.reset();
      }}
      onConfirm={() => doomed && remove.mutate({ id: doomed.id }, { onSuccess: onClose })}
    >
      <strong>{doomed?.name}</strong> is signed out everywhere and cannot sign in again. API keys they created keep
      working.
    </ConfirmDialog>
  );
}
