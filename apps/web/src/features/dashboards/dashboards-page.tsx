"use client";

import { Modal, TextInput } from "@mantine/core";
import type { DashboardItem } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionButton, IconAction } from "../../components/action-button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { DialogForm } from "../../components/dialog-form.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { Count, RelativeTime } from "../../components/values.tsx";
import { formText } from "../../lib/form-text.ts";
import { plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";

/** The charts that people put together and kept. */
export function DashboardsPage() {
  const trpc = useTRPC();
  const dashboards = useQuery(trpc.dashboards.list.queryOptions({}));
  const [isNaming, setNaming] = useState(false);
  const [removing, setRemoving] = useState<DashboardItem | null>(null);
  return (
    <>
      <PageHeader
        title="Dashboards"
        note="Charts of metrics, put together and kept"
        actions={
          <ActionButton
            needs="member"
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            onClick={() => setNaming(true)}
          >
            New dashboard
          </ActionButton>
        }
      />
      <Tile
        title="All dashboards"
        note={dashboards.data && plural(dashboards.data.length, "dashboard")}
        query={dashboards}
        skeleton={<TableSkeleton rows={4} />}
        flush
      >
        {(items) => (
          <DataTable
            id="dashboards"
            label="Dashboards"
            columns={columnsWith(setRemoving)}
            rows={items}
            rowKey={({ id }) => id}
            rowHref={({ id }) => `/dashboards/${id}`}
            defaultSort="name"
            empty={
              <EmptyState title="No dashboard yet">
                <p>A new one is empty; its tiles show any metrics, and variables choose what of.</p>
              </EmptyState>
            }
          />
        )}
      </Tile>
      {isNaming && <NewDialog onClose={() => setNaming(false)} />}
      {removing && <RemoveDialog dashboard={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function columnsWith(onRemove: (dashboard: DashboardItem) => void): Column<DashboardItem>[] {
  return [
    { key: "name", header: "Name", render: ({ name }) => name, sortValue: ({ name }) => name, grow: true },
    {
      key: "tiles",
      header: "Tiles",
      align: "right",
      render: ({ tiles }) => <Count value={tiles} />,
      sortValue: ({ tiles }) => tiles,
    },
    {
      key: "updated",
      header: "Saved",
      render: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
      sortValue: ({ updatedAt }) => Date.parse(updatedAt),
      text: ({ updatedAt }) => updatedAt,
    },
    { key: "by", header: "By", hide: "narrow", render: ({ updatedBy }) => updatedBy, sortValue: ({ updatedBy }) => updatedBy },
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (dashboard) => (
        <IconAction needs="member" label={`Remove ${dashboard.name}`} hint="Remove" onClick={() => onRemove(dashboard)}>
          <IconTrash size={16} aria-hidden="true" />
        </IconAction>
      ),
    },
  ];
}

function NewDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.dashboards.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries(trpc.dashboards.list.pathFilter());
        router.push(`/dashboards/${id}?edit=1`);
      },
    }),
  );
  const submit = (form: FormData) => create.mutate({ name: formText(form, "name").trim(), tiles: [] });
  return (
    <Modal opened onClose={onClose} title="New dashboard">
      <DialogForm action="Create" pending={create.isPending} error={create.error} onSubmit={submit} onCancel={onClose}>
        <TextInput name="name" label="Name" required withAsterisk={false} maxLength={120} autoComplete="off" data-autofocus />
      </DialogForm>
    </Modal>
  );
}

function RemoveDialog({ dashboard, onClose }: { dashboard: DashboardItem; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.dashboards.remove.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.dashboards.list.pathFilter());
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      opened
      title={`Remove ${dashboard.name}`}
      action="Remove"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: dashboard.id })}
      onClose={onClose}
    >
      Its {plural(dashboard.tiles, "tile")} and variables are lost. The metrics stay.
    </ConfirmDialog>
  );
}
