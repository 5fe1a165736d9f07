import type { Metadata } from "next";
import { ApiKeysPage } from "../../../../features/settings/api-keys-page.tsx";

export const metadata: Metadata = { title: "API keys · Settings" };

export default function Page() {
  return <ApiKeysPage />;
}
