import type { Metadata } from "next";
import { Suspense } from "react";
import { CenteredPage } from "../../components/centered-page.tsx";
import { SetupForm } from "../../features/sign-in/setup-form.tsx";

export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

export default function Page() {
  return (
    <CenteredPage title="Create the first admin">
      <Suspense>
        <SetupForm />
      </Suspense>
    </CenteredPage>
  );
}
