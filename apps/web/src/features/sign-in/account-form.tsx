"use client";

import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { FormError } from "../../components/form-error.tsx";
import { formText } from "../../lib/form-text.ts";

interface AccountFormProps {
  action: string;
  /** Sends it; answers what went wrong, or null once it has sent the reader on. */
  onSubmit: (text: (field: string) => string) => Promise<string | null>;
  children: ReactNode;
}

/** The form of a page outside the console; busy from the moment it is sent until it fails or the next page comes. */
export function AccountForm({ action, onSubmit, children }: AccountFormProps) {
  const [error, setError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setError(null);
    const failure = await onSubmit((field) => formText(form, field));
    if (failure === null) return;
    setError(failure);
    setPending(false);
  };

  return (
    // Posts even before the script runs, so that a password never ends up in the address bar.
    <form method="post" onSubmit={submit}>
      <Stack gap={16}>
        <FormError message={error} />
        {children}
        <Button type="submit" loading={pending} fullWidth>
          {action}
        </Button>
      </Stack>
    </form>
  );
}

/** The e-mail address that somebody signs in with. */
export function EmailInput({ autoFocus = false }: { autoFocus?: boolean }) {
  return (
    <TextInput
      name="email"
      type="email"
      label="E-mail address"
      autoComplete="username"
      required
      autoFocus={autoFocus}
      withAsterisk={false}
    />
  );
}
