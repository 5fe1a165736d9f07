"use client";

import { Alert, Button, Checkbox, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import type { KeyScope } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { DialogForm } from "../../components/dialog-form.tsx";
import { useTRPC } from "../../lib/trpc.tsx";

const SCOPES: { value: KeyScope; label: string; description: string }[] = [
  { value: "ingest", label: "ingest", description: "Send telemetry" },
  { value: "read", label: "read", description: "Read traces, services, jobs and the instance's status" },
  { value: "write", label: "write", description: "Read, enqueue jobs, and change what apps may change" },
  { value: "admin", label: "admin", description: "All of these, and manage keys and targets" },
];
const EXPIRIES = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "", label: "Never" },
];
const DAY_MS = 86_400_000;

interface CreateKeyDialogProps {
  opened: boolean;
  onClose: () => void;
  onCreated: () => unknown;
}

/** Asks for name, scopes and expiry, then shows the key this one time. */
export function CreateKeyDialog({ opened, onClose, onCreated }: CreateKeyDialogProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.apiKeys.create.mutationOptions({ onSuccess: onCreated }));
  const created = create.data;
  const close = () => {
    create.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={created ? `Key ${created.name}` : "Create an API key"}
      // A stray click must not take away the only sight of the key.
      closeOnClickOutside={!created}
    >
      {created ? (
        <Stack gap={16}>
          <Alert color="sea">Copy the key now: it is stored hashed and cannot be shown again.</Alert>
          <CodeBlock label="API key" text={created.key} />
          <Group justify="flex-end">
            <Button onClick={close}>I have copied it</Button>
          </Group>
        </Stack>
      ) : (
        <KeyForm
          pending={create.isPending}
          error={create.error}
          onCancel={close}
          onSubmit={(key) => create.mutate(key)}
        />
      )}
    </Modal>
  );
}

interface KeyFormProps {
  pending: boolean;
  error: unknown;
  onCancel: () => void;
  onSubmit: (key: { name: string; scopes: KeyScope[]; expiresAt: string | null }) => void;
}

function KeyForm({ pending, error, onCancel, onSubmit }: KeyFormProps) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["ingest"]);
  const [days, setDays] = useState<string>("365");
  const submit = () => {
    const expiresAt = days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
    onSubmit({ name: name.trim(), scopes: scopes as KeyScope[], expiresAt });
  };
  return (
    <DialogForm
      action="Create key"
      pending={pending}
      incomplete={!name.trim() || scopes.length === 0}
      error={error}
      onSubmit={submit}
      onCancel={onCancel}
    >
      <TextInput
        label="Name"
        placeholder="checkout in production"
        required
        withAsterisk={false}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox.Group label="Scopes" value={scopes} onChange={setScopes}>
        <Stack gap={8} mt={4}>
          {SCOPES.map((scope) => (
            <Checkbox
              key={scope.value}
              size="xs"
              value={scope.value}
              label={scope.label}
              description={scope.description}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select
        label="Expires"
        data={EXPIRIES}
        value={days}
        onChange={(value) => setDays(value ?? "")}
        allowDeselect={false}
      />
    </DialogForm>
  );
}
