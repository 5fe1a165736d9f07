import type { Metadata } from "next";
import Link from "next/link";
import { CenteredPage } from "../components/centered-page.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <CenteredPage title="Nothing here">
      <p>This address leads nowhere. It may have been mistyped, or what it showed has passed its retention.</p>
      <p>
        <Link href="/">Go to the overview</Link>
      </p>
    </CenteredPage>
  );
}
