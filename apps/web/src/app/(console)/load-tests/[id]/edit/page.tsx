import type { Metadata } from "next";
import { EditTestPage } from "../../../../../features/load-tests/editor/edit-test-page.tsx";

export const metadata: Metadata = { title: "Edit · Load tests" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  return <EditTestPage key={id} id={id} />;
}
