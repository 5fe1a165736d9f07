"use client";

import { CodeBlock } from "../../../components/code-block.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { useOrigin } from "../../../lib/use-origin.ts";

const EXAMPLE = { queue: "emails", name: "welcome", payload: { to: "ada@example.com" } };

/** No queue yet: the one command that makes the first, with this instance's own address. */
export function FirstJob() {
  const origin = useOrigin();
  const command = [
    `curl ${origin}/api/trpc/jobs.enqueue`,
    "-H 'authorization: Bearer YOUR_KEY'",
    "-H 'content-type: application/json'",
    `-d '${JSON.stringify(EXAMPLE)}'`,
  ].join(" \\\n  ");
  return (
    <EmptyState title="No queue yet">
      <p>
        A queue comes into being with its first job, which is then sent, signed, to the endpoint named{" "}
        <code>default</code>. An admin registers that under{" "}
        <ConsoleLink href="/settings/targets">Settings, Targets</ConsoleLink>. Put in an{" "}
        <ConsoleLink href="/settings/keys">API key</ConsoleLink> with the scope write:
      </p>
      <CodeBlock label="command that adds a job" text={command} />
    </EmptyState>
  );
}
