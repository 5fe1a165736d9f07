"use client";

import { CodeBlock } from "../../../components/code-block.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { useOrigin } from "../../../lib/use-origin.ts";

/** Nothing to scan yet: the ways to the first target. */
export function FirstTarget() {
  const origin = useOrigin();
  const command = [
    `curl ${origin}/api/trpc/scans.addTarget`,
    "-H 'authorization: Bearer YOUR_KEY'",
    "-H 'content-type: application/json'",
    `-d '{"name": "Shop", "origin": "https://shop.example.com"}'`,
  ].join(" \\\n  ");
  return (
    <EmptyState title="No targets yet">
      <p>
        A scan looks at a service of yours as a careful reviewer would: its certificate and headers, cookies, what it
        leaks and leaves open. Each finding is kept from the scan that sees it to the one that sees it fixed. Add the
        first host with the button above, or upload lock files to have a code base's dependencies checked.
      </p>
      <p>Without an instance, from a terminal or a pipeline:</p>
      <CodeBlock label="command that scans a site" text="npx plimsoll scan https://shop.example.com --fail-on high" />
      <p style={{ marginTop: 12 }}>
        Or kept here, with an <ConsoleLink href="/settings/keys">API key</ConsoleLink> of the scope admin:
      </p>
      <CodeBlock label="command that adds a target" text={command} />
    </EmptyState>
  );
}
