"use client";

import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { formText } from "../../lib/form-text.ts";
import { authClient } from "../../lib/auth-client.ts";
import { safeNext } from "./safe-next.ts";

interface SignInError {
  status: number;
  message?: string | undefined;
}

function describe({ status, message }: SignInError): string {
  if (status === 401) return "That e-mail address and password do not belong together.";
  if (status === 429) return message ?? "There were too many attempts. Wait a minute, then try again.";
  if (status === 0 || status >= 500) return "The instance could not check the password. Try again in a moment.";
  return message ?? "Signing in failed. Check what you typed and try again.";
}

/** E-mail address and password; afterwards the page that was asked for. */
export function SignInForm() {
  const params = useSearchParams();
  const [error, setError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setError(null);
    const failure = await signIn(formText(form, "email"), formText(form, "password"));
    if (failure) {
      setError(describe(failure));
      setPending(false);
      return;
    }
    window.location.assign(safeNext(params.get("next"), window.location.origin));
  };

  return (
    // Posts even before the script runs, so that a password never ends up in the address bar.
    <form method="post" onSubmit={submit}>
      <Stack gap={16}>
        {error && (
          <Alert color="red" role="alert">
            {error}
          </Alert>
        )}
        <TextInput
          name="email"
          type="email"
          label="E-mail address"
          autoComplete="username"
          required
          autoFocus
          withAsterisk={false}
        />
        <PasswordInput name="password" label="Password" autoComplete="current-password" required withAsterisk={false} />
        <Button type="submit" loading={pending} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

/** Signs in; answers what went wrong, or null when nothing did. */
export async function signIn(email: string, password: string): Promise<SignInError | null> {
  try {
    const { error } = await authClient.signIn.email({ email, password });
    return error ? { status: error.status, message: error.message } : null;
  } catch {
    return { status: 0 }; // No answer at all: the network, or a server that is restarting.
  }
}
