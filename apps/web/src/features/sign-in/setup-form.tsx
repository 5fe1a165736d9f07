"use client";

import { PasswordInput, TextInput } from "@mantine/core";
import { useSearchParams } from "next/navigation";
import { AccountForm, EmailInput } from "./account-form.tsx";
import { signIn } from "./sign-in.ts";

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
  if (!token) {
    return (
      <p>
        This page needs the one-time link that <code>npm start</code> prints when there is no admin yet. Open that link,
        or start with <code>PLIMSOLL_ADMIN_EMAIL</code> and <code>PLIMSOLL_ADMIN_PASSWORD</code> set.
      </p>
    );
  }

  const submit = async (text: (field: string) => string) => {
    const [email, password] = [text("email"), text("password")];
    const failure = await createFirstAdmin({ token, email, name: text("name"), password });
    if (failure !== null) return failure;
    // The admin exists now; should signing in fail, the console asks for it again.
    await signIn(email, password);
    window.location.assign("/");
    return null;
  };

  return (
    <AccountForm action="Create admin and sign in" onSubmit={submit}>
      <TextInput name="name" label="Name" autoComplete="name" required maxLength={80} autoFocus withAsterisk={false} />
      <EmailInput />
      <PasswordInput
        name="password"
        label="Password"
        description="15 characters or more, such as four unrelated words; a shorter one must be hard to guess."
        autoComplete="new-password"
        required
        minLength={8}
        maxLength={128}
        withAsterisk={false}
      />
    </AccountForm>
  );
}
