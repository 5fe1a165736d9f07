import type { Metadata } from "next";
import { ScansPage } from "../../../../features/security/scans/scans-page.tsx";

export const metadata: Metadata = { title: "Scans · Security" };

export default function Page() {
  return <ScansPage />;
}
