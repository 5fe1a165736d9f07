import type { Metadata } from "next";
import { JobPage } from "../../../../../../features/jobs/job/job-page.tsx";

interface PageProps {
  params: Promise<{ source: string; queue: string; id: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { queue, id } = await params;
  return { title: `${decodeURIComponent(id)} · ${decodeURIComponent(queue)} · Jobs` };
}

export default async function Page({ params }: PageProps) {
  const path = await params;
  const ref = {
    source: decodeURIComponent(path.source),
    queue: decodeURIComponent(path.queue),
    id: decodeURIComponent(path.id),
  };
  return <JobPage key={`${ref.source}/${ref.queue}/${ref.id}`} job={ref} />;
}
