import type { Metadata } from "next";
import { QueuesPage } from "../../../features/jobs/queues/queues-page.tsx";

export const metadata: Metadata = { title: "Jobs" };

export default function Page() {
  return <QueuesPage />;
}
