"use client";

import { Checkbox, Modal, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { DialogForm } from "../../components/dialog-form.tsx";
import { formText } from "../../lib/form-text.ts";
import { useTRPC } from "../../lib/trpc.tsx";

interface ConnectDialogProps {
  opened: boolean;
  onClose: () => void;
  onConnected: () => unknown;
}

/** Asks for the Redis whose queues are to be looked after. */
export function ConnectDialog({ opened, onClose, onConnected }: ConnectDialogProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.connections.create.mutationOptions({ onSuccess: onConnected }));
  const close = () => {
    create.reset();
    onClose();
  };
  const submit = (form: FormData) => {
    const text = (key: string) => formText(form, key).trim();
    const input = { name: text("name"), url: text("url"), prefix: text("prefix"), writable: form.has("writable") };
    create.mutate(input, { onSuccess: close });
  };
  return (
    <Modal opened={opened} onClose={close} title="Connect a Redis">
      <DialogForm action="Connect" pending={create.isPending} error={create.error} onSubmit={submit} onCancel={close}>
        <ConnectFields />
      </DialogForm>
    </Modal>
  );
}

function ConnectFields() {
  return (
    <>
      <TextInput
        name="name"
        label="Name"
        placeholder="Shop"
        required
        withAsterisk={false}
        maxLength={80}
        autoComplete="off"
        data-autofocus
      />
      <PasswordInput
        name="url"
        label="URL"
        description="User and password inside; stored encrypted and never shown again"
        placeholder="rediss://user:password@redis.example.com:6379/0"
        required
        withAsterisk={false}
        maxLength={2048}
        autoComplete="off"
      />
      <TextInput
        name="prefix"
        label="Key prefix"
        description="What the app gives BullMQ as prefix"
        defaultValue="bull"
        required
        withAsterisk={false}
        maxLength={128}
        autoComplete="off"
      />
      <Checkbox
        name="writable"
        size="xs"
        label="Allow changes"
        description="Retry, discard, pause and resume; without it the queues are only looked at"
      />
    </>
  );
}
