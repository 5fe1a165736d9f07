import type { Metadata } from "next";
import { MapPage } from "../../../features/map/map-page.tsx";

export const metadata: Metadata = { title: "Map" };

export default function Page() {
  return <MapPage />;
}
