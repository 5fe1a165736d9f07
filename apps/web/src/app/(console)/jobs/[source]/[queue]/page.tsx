import type { Metadata } from "next";
import { QueuePage } from "../../../../../features/jobs/queue/queue-page.tsx";

interface PageProps {
  params: Promise<{ source: string; queue: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `${decodeURIComponent((await params).queue)} · Jobs` };
}

export default async function Page({ params }: PageProps) {
  const path = await params;
  const [source, queue] = [decodeURIComponent(path.source), decodeURIComponent(path.queue)];
  // The key makes another queue another page: nothing of the one before stays.
  return <QueuePage key={`${source}/${queue}`} source={source} queue={queue} />;
}
