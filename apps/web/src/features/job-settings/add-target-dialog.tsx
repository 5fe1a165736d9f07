"use client";

import { Modal, TextInput } from "@mantine/core";
import type { TargetItem } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { DialogForm } from "../../components/dialog-form.tsx";
import { formText } from "../../lib/form-text.ts";
import { useTRPC } from "../../lib/trpc.tsx";

interface AddTargetDialogProps {
  opened: boolean;
  onClose: () => void;
  onAdded: (target: TargetItem) => unknown;
}

/** Name and origin of a host that is to get requests. */
export function AddTargetDialog({ opened, onClose, onAdded }: AddTargetDialogProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.targets.create.mutationOptions({ onSuccess: onAdded }));
  const close = () => {
    create.reset();
    onClose();
  };
  const submit = (form: FormData) => {
    const input = { name: formText(form, "name").trim(), origin: formText(form, "origin").trim() };
    create.mutate(input, { onSuccess: close });
  };
  return (
    <Modal opened={opened} onClose={close} title="Add a target">
      <DialogForm
        action="Add target"
        pending={create.isPending}
        error={create.error}
        onSubmit={submit}
        onCancel={close}
      >
        <TextInput
          name="name"
          label="Name"
          placeholder="Billing"
          required
          withAsterisk={false}
          maxLength={80}
          autoComplete="off"
          data-autofocus
        />
        <TextInput
          name="origin"
          type="url"
          label="Origin"
          description="Scheme, host and port; every path there belongs to it"
          placeholder="https://billing.example.com"
          required
          withAsterisk={false}
          maxLength={512}
          autoComplete="off"
        />
      </DialogForm>
    </Modal>
  );
}
