import type { Metadata } from "next";
import { ServicePage } from "../../../../features/services/service-page.tsx";

interface PageProps {
  params: Promise<{ service: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { service } = await params;
  return { title: `${decodeURIComponent(service)} · Services` };
}

export default async function Page({ params }: PageProps) {
  const service = decodeURIComponent((await params).service);
  // The key makes another service another page: nothing of the one before stays.
  return <ServicePage key={service} service={service} />;
}
