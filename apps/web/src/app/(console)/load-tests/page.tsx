import type { Metadata } from "next";
import { TestsPage } from "../../../features/load-tests/list/tests-page.tsx";

export const metadata: Metadata = { title: "Load tests" };

export default function Page() {
  return <TestsPage />;
}
