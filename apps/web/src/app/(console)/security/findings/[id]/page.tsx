import type { Metadata } from "next";
import { FindingPage } from "../../../../../features/security/finding/finding-page.tsx";

export const metadata: Metadata = { title: "Finding · Security" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  // The key makes another finding another page: nothing of the one before stays.
  return <FindingPage key={id} id={id} />;
}
