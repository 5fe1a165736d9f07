import type { Metadata } from "next";
import { SecurityPage } from "../../../features/security/overview/security-page.tsx";

export const metadata: Metadata = { title: "Security" };

export default function Page() {
  return <SecurityPage />;
}
