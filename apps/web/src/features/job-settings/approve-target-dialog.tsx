"use client";

import type { TargetItem } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { useTRPC } from "../../lib/trpc.tsx";

interface ApproveTargetDialogProps {
  opened: boolean;
  target: TargetItem | null;
  onClose: () => void;
  onDone: () => unknown;
}

/** Opens a host without proof; says what follows from it. */
export function ApproveTargetDialog({ opened, target, onClose, onDone }: ApproveTargetDialogProps) {
  const trpc = useTRPC();
  const approve = useMutation(trpc.targets.approve.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      opened={opened}
      title="Approve this target?"
      action="Approve target"
      color="sea"
      pending={approve.isPending}
      error={approve.error}
      onClose={() => {
        approve.reset();
        onClose();
      }}
      onConfirm={() => target && approve.mutate({ id: target.id }, { onSuccess: onClose })}
    >
      From now on whoever may enqueue jobs, run load tests or start scans here makes Plimsoll send requests to{" "}
      <strong>{target?.origin}</strong>, without proof that it is yours, until it is removed.
      {target?.isPrivate !== false && " A private address opens a way into the network that Plimsoll runs in."} Your
      name is recorded.
    </ConfirmDialog>
  );
}
