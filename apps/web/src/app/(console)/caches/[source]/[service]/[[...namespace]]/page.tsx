import { cacheSourceSchema } from "@plimsoll/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CachePage } from "../../../../../../features/caches/cache-page.tsx";

interface PageProps {
  params: Promise<{ source: string; service: string; namespace?: string[] }>;
}

async function read({ params }: PageProps) {
  const { source, service, namespace = [] } = await params;
  const known = cacheSourceSchema.safeParse(source);
  const [name = ""] = namespace.map(decodeURIComponent);
  return { source: known.data ?? null, service: decodeURIComponent(service), namespace: name };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { service, namespace } = await read(props);
  return { title: `${namespace || service} · Caches` };
}

export default async function Page(props: PageProps) {
  const { source, service, namespace } = await read(props);
  if (source === null) notFound();
  // The key makes another cache another page: nothing of the one before stays.
  return (
    <CachePage key={`${source}/${service}/${namespace}`} source={source} service={service} namespace={namespace} />
  );
}
