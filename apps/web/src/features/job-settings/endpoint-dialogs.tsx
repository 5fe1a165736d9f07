"use client";

import { Alert, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { JobEndpointItem, JobEndpointSecret } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { CodeBlock } from "../../components/code-block.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DialogForm } from "../../components/dialog-form.tsx";
import { formText } from "../../lib/form-text.ts";
import { useTRPC } from "../../lib/trpc.tsx";

/** The signing secret, this one time. */
function SecretShown({ endpoint, onClose }: { endpoint: JobEndpointSecret; onClose: () => void }) {
  return (
    <Stack gap={16}>
      <Alert color="sea">Copy the signing secret now: it is stored encrypted and cannot be shown again.</Alert>
      <CodeBlock label="signing secret" text={endpoint.secret} />
      {endpoint.target.status === "pending" && (
        <p style={{ margin: 0 }}>
          Jobs wait until the target {endpoint.target.origin} is proven or approved, in the table of targets.
        </p>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
}

interface AddEndpointDialogProps {
  opened: boolean;
  onClose: () => void;
  onAdded: () => unknown;
}

/** Asks for name and address, then shows the signing secret this one time. */
export function AddEndpointDialog({ opened, onClose, onAdded }: AddEndpointDialogProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.jobEndpoints.create.mutationOptions({ onSuccess: onAdded }));
  const created = create.data;
  const close = () => {
    create.reset();
    onClose();
  };
  const submit = (form: FormData) =>
    create.mutate({ name: formText(form, "name").trim(), url: formText(form, "url").trim() });
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={created ? `Endpoint ${created.name}` : "Add a job endpoint"}
      // A stray click must not take away the only sight of the secret.
      closeOnClickOutside={!created}
    >
      {created ? (
        <SecretShown endpoint={created} onClose={close} />
      ) : (
        <DialogForm
          action="Add endpoint"
          pending={create.isPending}
          error={create.error}
          onSubmit={submit}
          onCancel={close}
        >
          <EndpointFields />
        </DialogForm>
      )}
    </Modal>
  );
}

function EndpointFields() {
  return (
    <>
      <TextInput
        name="name"
        label="Name"
        description="What `target` of a job names; default serves jobs that name none"
        defaultValue="default"
        required
        withAsterisk={false}
        maxLength={80}
        autoComplete="off"
        data-autofocus
      />
      <TextInput
        name="url"
        type="url"
        label="Address"
        description="Gets a signed POST for each job; its host becomes a target"
        placeholder="https://billing.example.com/jobs"
        required
        withAsterisk={false}
        maxLength={2048}
        autoComplete="off"
      />
    </>
  );
}

interface EndpointDialogProps {
  opened: boolean;
  endpoint: JobEndpointItem | null;
  onClose: () => void;
  onDone: () => unknown;
}

/** Asks, then shows the new signing secret this one time. */
export function RotateSecretDialog({ opened, endpoint, onClose, onDone }: EndpointDialogProps) {
  const trpc = useTRPC();
  const rotate = useMutation(trpc.jobEndpoints.rotateSecret.mutationOptions({ onSuccess: onDone }));
  const close = () => {
    rotate.reset();
    onClose();
  };
  if (rotate.data) {
    return (
      <Modal opened={opened} onClose={close} title={`Endpoint ${rotate.data.name}`} closeOnClickOutside={false}>
        <SecretShown endpoint={rotate.data} onClose={close} />
      </Modal>
    );
  }
  return (
    <ConfirmDialog
      opened={opened}
      title="Rotate the signing secret?"
      action="Rotate secret"
      pending={rotate.isPending}
      error={rotate.error}
      onClose={close}
      onConfirm={() => endpoint && rotate.mutate({ id: endpoint.id })}
    >
      Requests to <strong>{endpoint?.name}</strong> are signed with the new secret and with the old one for a day. After
      that an app that knows only the old one refuses them.
    </ConfirmDialog>
  );
}

/** Asks before an endpoint goes. */
export function RemoveEndpointDialog({ opened, endpoint, onClose, onDone }: EndpointDialogProps) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.jobEndpoints.remove.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      opened={opened}
      title="Remove this endpoint?"
      action="Remove endpoint"
      pending={remove.isPending}
      error={remove.error}
      onClose={() => {
        remove.reset();
        onClose();
      }}
      onConfirm={() => endpoint && remove.mutate({ id: endpoint.id }, { onSuccess: onClose })}
    >
      Jobs for <strong>{endpoint?.name}</strong> have nowhere to go and fail; its signing secret is lost. Queues that
      use it fall back to the endpoint named default.
    </ConfirmDialog>
  );
}
