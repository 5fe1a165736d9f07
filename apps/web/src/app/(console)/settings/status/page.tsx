import type { Metadata } from "next";
import { StatusPage } from "../../../../features/settings/status-page.tsx";

export const metadata: Metadata = { title: "Status · Settings" };

export default function Page() {
  return <StatusPage />;
}
