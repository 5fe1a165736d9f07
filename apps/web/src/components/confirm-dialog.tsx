"use client";

import { Alert, Button, Group, Modal, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { describeError } from "../lib/trpc.tsx";

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What will be lost or opened, in words. */
  children: ReactNode;
  action: string;
  /** The action's colour: red unless it destroys nothing. */
  color?: "red" | "sea";
  /** When set, the reader has to type it first. */
  name?: string;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is destroyed or opened: names what follows and, when it matters, asks for its name. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, title, children, action, color = "red", name, pending, error, onConfirm, onClose } = props;
  const [typed, setTyped] = useState("");
  const close = () => {
    setTyped("");
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <div style={{ marginBottom: 16 }}>{children}</div>
        {name && (
          <TextInput
            label={`Type ${name} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
            mb={16}
          />
        )}
        {Boolean(error) && (
          <Alert color="red" mb={16} role="alert">
            {describeError(error).message}
          </Alert>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" color={color} loading={pending} disabled={name !== undefined && typed !== name}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
