import type { Metadata } from "next";
import { ConnectionsPage } from "../../../../features/job-settings/connections-page.tsx";

export const metadata: Metadata = { title: "Connections · Settings" };

export default function Page() {
  return <ConnectionsPage />;
}
