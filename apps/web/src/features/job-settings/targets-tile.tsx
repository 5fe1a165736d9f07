"use client";

import type { TargetItem } from "@plimsoll/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "../../components/action-button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { AddTargetDialog } from "./add-target-dialog.tsx";
import { ApproveTargetDialog } from "./approve-target-dialog.tsx";
import { ProveTargetDialog } from "./prove-target-dialog.tsx";
import { targetColumns } from "./target-columns.tsx";
import { useRefreshTargets } from "./use-refresh-targets.ts";

type Doing = "add" | "prove" | "approve" | "remove" | null;

/** Hosts that Plimsoll may send requests to: list, add, prove, approve, remove. */
export function TargetsTile() {
  const trpc = useTRPC();
  const targets = useQuery(trpc.targets.list.queryOptions());
  const refresh = useRefreshTargets();
  const [doing, setDoing] = useState<Doing>(null);
  const [target, setTarget] = useState<TargetItem | null>(null);
  const start = (what: Doing) => (row: TargetItem) => {
    setTarget(row);
    setDoing(what);
  };
  const actions = { onProve: start("prove"), onApprove: start("approve"), onRemove: start("remove") };
  const dialog = (what: Doing) => ({ opened: doing === what, onClose: () => setDoing(null) });

  return (
    <>
      <Tile
        title="Targets"
        note="hosts that requests may be sent to, once they are proven or approved"
        query={targets}
        skeleton={<TableSkeleton rows={3} />}
        actions={
          <ActionButton needs="admin" onClick={() => setDoing("add")}>
            Add target
          </ActionButton>
        }
        flush
      >
        {({ items }) => (
          <DataTable
            id="targets"
            label="Targets"
            columns={targetColumns(actions)}
            rows={items}
            rowKey={(row) => row.id}
            defaultSort="name"
            bare
            empty={<NoTargets />}
          />
        )}
      </Tile>
      <AddTargetDialog {...dialog("add")} onAdded={refresh} />
      <ProveTargetDialog {...dialog("prove")} target={target} onChecked={refresh} />
      <ApproveTargetDialog {...dialog("approve")} target={target} onDone={refresh} />
      <RemoveTarget {...dialog("remove")} target={target} onDone={refresh} />
    </>
  );
}

function NoTargets() {
  return (
    <EmptyState title="No targets yet">
      <p>
        Plimsoll sends nothing to a host before somebody has shown that it is theirs. Add one with the button above; an
        endpoint adds its host by itself.
      </p>
    </EmptyState>
  );
}

interface RemoveTargetProps {
  opened: boolean;
  target: TargetItem | null;
  onClose: () => void;
  onDone: () => unknown;
}

function RemoveTarget({ opened, target, onClose, onDone }: RemoveTargetProps) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.targets.remove.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      opened={opened}
      title="Remove this target?"
      action="Remove target"
      pending={remove.isPending}
      error={remove.error}
      onClose={() => {
        remove.reset();
        onClose();
      }}
      onConfirm={() => target && remove.mutate({ id: target.id }, { onSuccess: onClose })}
    >
      Nothing is sent to <strong>{target?.origin}</strong> any more. To use it again it must be proven or approved anew.
    </ConfirmDialog>
  );
}
