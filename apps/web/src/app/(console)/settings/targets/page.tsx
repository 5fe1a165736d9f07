import type { Metadata } from "next";
import { TargetsPage } from "../../../../features/job-settings/targets-page.tsx";

export const metadata: Metadata = { title: "Targets · Settings" };

export default function Page() {
  return <TargetsPage />;
}
