import type { Metadata } from "next";
import { TestPage } from "../../../../features/load-tests/detail/test-page.tsx";

export const metadata: Metadata = { title: "Load test · Load tests" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  // The key makes another test another page: nothing of the one before stays.
  return <TestPage key={id} id={id} />;
}
