import type { Metadata } from "next";
import { Suspense } from "react";
import { CenteredPage } from "../../components/centered-page.tsx";
import { SignInForm } from "../../features/sign-in/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default function Page() {
  return (
    <CenteredPage title="Sign in">
      <Suspense>
        <SignInForm />
      </Suspense>
    </CenteredPage>
  );
}
