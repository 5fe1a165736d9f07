import type { Metadata } from "next";
import { RunsPage } from "../../../../features/load-tests/list/runs-page.tsx";

export const metadata: Metadata = { title: "Recent runs · Load tests" };

export default function Page() {
  return <RunsPage />;
}
