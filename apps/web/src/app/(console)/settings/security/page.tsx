import type { Metadata } from "next";
import { SecuritySettingsPage } from "../../../../features/security/settings/security-settings-page.tsx";

export const metadata: Metadata = { title: "Security · Settings" };

export default function Page() {
  return <SecuritySettingsPage />;
}
