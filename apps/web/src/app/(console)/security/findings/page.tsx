import type { Metadata } from "next";
import { FindingsPage } from "../../../../features/security/findings/findings-page.tsx";

export const metadata: Metadata = { title: "Findings · Security" };

export default function Page() {
  return <FindingsPage />;
}
