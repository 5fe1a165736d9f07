"use client";

import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { formText } from "../../lib/form-text.ts";
import { signIn } from "./sign-in-form.tsx";

interface Admin {
  token: string;
  email: string;
  name: string;
  password: string;
}

/** Creates the first admin with the token of the link; answers what went wrong, or null. */
async function createFirstAdmin(admin: Admin): Promise<string | null> {
  try {
    const response = await fetch("/api/setup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(admin),
    });
    if (response.ok) return null;
    const body = (await response.json()) as { message?: string };
    return body.message ?? `The instance answered ${response.status}. Try again.`;
  } catch {
    return "The instance did not answer. Check that it is running, then try again.";
  }
}

/** Name, e-mail address and password of the first admin. */
export function SetupForm() {
  const token = useSearchParams().get("token");
  const [error, setError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const [password, setPassword] = useState("");

  if (!token) {
    return (
      <p>
        This page needs the one-time link that <code>npm start</code> prints when there is no admin yet. Open that link,
        or start with <code>PLIMSOLL_ADMIN_EMAIL</code> and <code>PLIMSOLL_ADMIN_PASSWORD</code> set.
      </p>
    );
  }

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [email, name] = [formText(form, "email"), formText(form, "name")];
    setPending(true);
    const failure = await createFirstAdmin({ token, email, name, password });
    if (failure) {
      setError(failure);
      setPending(false);
      return;
    }
    // The admin exists now; should signing in fail, the console asks for it again.
    await signIn(email, password);
    window.location.assign("/");
  };

  return (
    <form method="post" onSubmit={submit}>
      <Stack gap={16}>
        {error && (
          <Alert color="red" role="alert">
            {error}
          </Alert>
        )}
        <TextInput
          name="name"
          label="Name"
          autoComplete="name"
          required
          maxLength={80}
          autoFocus
          withAsterisk={false}
        />
        <TextInput
          name="email"
          type="email"
          label="E-mail address"
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <PasswordInput
          label="Password"
          description="15 characters or more, such as four unrelated words; a shorter one must be hard to guess."
          autoComplete="new-password"
          required
          minLength={8}
          maxLength={128}
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={pending} fullWidth>
          Create admin and sign in
        </Button>
      </Stack>
    </form>
  );
}
