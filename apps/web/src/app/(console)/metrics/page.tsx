import type { Metadata } from "next";
import { ExplorerPage } from "../../../features/metrics/explorer-page.tsx";

export const metadata: Metadata = { title: "Metrics" };

export default function Page() {
  return <ExplorerPage />;
}
