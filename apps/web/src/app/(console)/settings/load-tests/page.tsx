import type { Metadata } from "next";
import { CapsPage } from "../../../../features/load-tests/caps/caps-page.tsx";

export const metadata: Metadata = { title: "Load tests · Settings" };

export default function Page() {
  return <CapsPage />;
}
