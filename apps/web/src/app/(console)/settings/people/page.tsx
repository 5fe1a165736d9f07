import type { Metadata } from "next";
import { PeoplePage } from "../../../../features/settings/people-page.tsx";

export const metadata: Metadata = { title: "People · Settings" };

export default function Page() {
  return <PeoplePage />;
}
