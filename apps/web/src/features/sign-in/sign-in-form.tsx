"use client";

import { PasswordInput } from "@mantine/core";
import { useSearchParams } from "next/navigation";
import { AccountForm, EmailInput } from "./account-form.tsx";
import { safeNext } from "./safe-next.ts";
import { signIn } from "./sign-in.ts";

/** E-mail address and password; afterwards the page that was asked for. */
export function SignInForm() {
  const params = useSearchParams();
  const submit = async (text: (field: string) => string) => {
    const failure = await signIn(text("email"), text("password"));
    if (failure === null) window.location.assign(safeNext(params.get("next"), window.location.origin));
    return failure;
  };
  return (
    <AccountForm action="Sign in" onSubmit={submit}>
      <EmailInput autoFocus />
      <PasswordInput name="password" label="Password" autoComplete="current-password" required withAsterisk={false} />
    </AccountForm>
  );
}
