"use client";

import { Modal, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { DialogForm } from "./dialog-form.tsx";

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
      <DialogForm
        action={action}
        color={color}
        pending={pending}
        incomplete={name !== undefined && typed !== name}
        error={error}
        onSubmit={onConfirm}
        onCancel={close}
      >
        <div>{children}</div>
        {name && (
          <TextInput
            label={`Type ${name} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
      </DialogForm>
    </Modal>
  );
}
