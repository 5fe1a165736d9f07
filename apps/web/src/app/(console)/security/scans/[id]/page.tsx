import type { Metadata } from "next";
import { ScanPage } from "../../../../../features/security/scan/scan-page.tsx";

export const metadata: Metadata = { title: "Scan · Security" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  // The key makes another scan another page: nothing of the one before stays.
  return <ScanPage key={id} id={id} />;
}
