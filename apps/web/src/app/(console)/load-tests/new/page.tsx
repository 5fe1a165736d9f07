import type { Metadata } from "next";
import { NewTestPage } from "../../../../features/load-tests/editor/new-test-page.tsx";

export const metadata: Metadata = { title: "New load test · Load tests" };

export default function Page() {
  return <NewTestPage />;
}
