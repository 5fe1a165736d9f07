import type { Metadata } from "next";
import { CachesPage } from "../../../features/caches/caches-page.tsx";

export const metadata: Metadata = { title: "Caches" };

export default function Page() {
  return <CachesPage />;
}
