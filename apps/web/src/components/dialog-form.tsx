"use client";

import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { describeError } from "../lib/trpc.tsx";
import { FormError } from "./form-error.tsx";

interface DialogFormProps {
  /** What the button that sends it says. */
  action: string;
  color?: "red" | "sea";
  pending: boolean;
  /** True while something needed is missing. */
  incomplete?: boolean;
  error: unknown;
  onSubmit: (form: FormData) => void;
  onCancel: () => void;
  children: ReactNode;
}

/** The form of a dialog: its fields, what went wrong, and the two buttons. */
export function DialogForm(props: DialogFormProps) {
  const { action, color = "sea", pending, incomplete = false, error, onSubmit, onCancel, children } = props;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!incomplete) onSubmit(new FormData(event.currentTarget));
      }}
    >
      <Stack gap={16}>
        {children}
        <FormError message={error ? describeError(error).message : null} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" color={color} loading={pending} disabled={incomplete}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
