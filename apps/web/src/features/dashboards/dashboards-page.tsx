"use client";

import { Modal, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { DashboardItem } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionButton } from "../../components/action-button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { DialogForm } from "../../components/dialog-form.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { formText } from "../../lib/form-text.ts";
import { plural } from "../../lib/format.ts";
import { describeError, useTRPC, useTRPCClient } from "../../lib/trpc.tsx";
import { columnsWith, dashboardHref } from "./dashboard-columns.tsx";
import { nameOfCopy } from "./model/name-of-copy.ts";

/** The charts that people put together and kept. */
export function DashboardsPage() {
  const trpc = useTRPC();
  const dashboards = useQuery(trpc.dashboards.list.queryOptions({}));
  const [isNaming, setNaming] = useState(false);
  const [removing, setRemoving] = useState<DashboardItem | null>(null);
  const copy = useCopy();
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
            columns={columnsWith((dashboard) => copy.mutate(dashboard), setRemoving)}
            rows={items}
            rowKey={({ id }) => id}
            rowHref={({ id }) => dashboardHref(id)}
            defaultSort="name"
            empty={
              <EmptyState title="No dashboard yet">
                <p>A new one is empty. Its tiles draw any metrics, and variables choose for all of them at once.</p>
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

/** Makes a dashboard with the same on it, under a name that is free. */
function useCopy() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }: DashboardItem) => {
      const [{ name, description, variables, tiles }, all] = await Promise.all([
        client.dashboards.get.query({ id }),
        client.dashboards.list.query({}),
      ]);
      const taken = all.map((each) => each.name);
      await client.dashboards.create.mutate({ name: nameOfCopy(name, taken), description, variables, tiles });
    },
    onSuccess: () => queryClient.invalidateQueries(trpc.dashboards.list.pathFilter()),
    onError: (error) =>
      notifications.show({ color: "red", title: "It was not copied", message: describeError(error).message }),
  });
}

function NewDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.dashboards.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries(trpc.dashboards.list.pathFilter());
        router.push(`${dashboardHref(id)}?edit=1`);
      },
    }),
  );
  const submit = (form: FormData) => create.mutate({ name: formText(form, "name").trim(), tiles: [] });
  return (
    <Modal opened onClose={onClose} title="New dashboard">
      <DialogForm action="Create" pending={create.isPending} error={create.error} onSubmit={submit} onCancel={onClose}>
        <TextInput
          name="name"
          label="Name"
          required
          withAsterisk={false}
          maxLength={120}
          autoComplete="off"
          data-autofocus
        />
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
