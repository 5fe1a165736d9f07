"use client";

import { Button } from "@mantine/core";
import { CenteredPage } from "../components/centered-page.tsx";

/** The last resort: a page that failed to draw. Tiles catch their own errors before this. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <CenteredPage title="This page failed">
      <p>It could not be drawn: {error.message || "unknown error"}. Nothing was changed; trying again is safe.</p>
      {error.digest && <p className="mono muted">Reference {error.digest}</p>}
      <Button onClick={reset}>Try again</Button>
    </CenteredPage>
  );
}
