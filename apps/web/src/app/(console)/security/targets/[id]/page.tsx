import type { Metadata } from "next";
import { SecurityTargetPage } from "../../../../../features/security/target/security-target-page.tsx";

export const metadata: Metadata = { title: "Target · Security" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  // The key makes another target another page: nothing of the one before stays.
  return <SecurityTargetPage key={id} id={id} />;
}
