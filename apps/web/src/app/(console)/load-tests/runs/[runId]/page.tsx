import type { Metadata } from "next";
import { RunPage } from "../../../../../features/load-tests/run/run-page.tsx";

interface PageProps {
  params: Promise<{ runId: string }>;
}

export const metadata: Metadata = { title: "Run · Load tests" };

export default async function Page({ params }: PageProps) {
  const runId = decodeURIComponent((await params).runId);
  // The key makes another run another page: nothing of the one before stays.
  return <RunPage key={runId} runId={runId} />;
}
