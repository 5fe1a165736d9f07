"use client";

import { CodeBlock } from "../../../components/code-block.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { NEW_LOAD_TEST_HREF } from "../../../lib/load-links.ts";
import { useOrigin } from "../../../lib/use-origin.ts";

/** Short enough to be read; a field a line. */
const EXAMPLE = `{
    "name": "Front page",
    "script": {
      "baseUrl": "https://shop.example.com",
      "load": {"mode": "open", "stages": [{"durationMs": 60000, "rate": 20}]},
      "scenarios": [{"name": "visit", "steps": [{"type": "request", "url": "/"}]}],
      "thresholds": ["p95 < 250ms", "errors < 1%"]
    }
  }`;

/** No test yet: the ways to the first one. */
export function FirstTest() {
  const origin = useOrigin();
  const command = [
    `curl ${origin}/api/trpc/loadTests.create`,
    "-H 'authorization: Bearer YOUR_KEY'",
    "-H 'content-type: application/json'",
    `-d '${EXAMPLE}'`,
  ].join(" \\\n  ");
  return (
    <EmptyState title="No load tests yet">
      <p>
        A load test sends requests to a service of yours, at a rate that you choose or one that it raises until the
        service no longer keeps its promises: its load line.{" "}
        <ConsoleLink href={NEW_LOAD_TEST_HREF}>Write the first one</ConsoleLink>, or begin with a HAR file, a curl
        command or an OpenAPI document. An admin opens the host under{" "}
        <ConsoleLink href="/settings/targets">Settings, Targets</ConsoleLink>.
      </p>
      <p>From a terminal, with the script in a file:</p>
      <CodeBlock label="command that runs a load test" text="npx plimsoll load-test run shop.json" />
      <p style={{ marginTop: 12 }}>
        Or kept here, with an <ConsoleLink href="/settings/keys">API key</ConsoleLink> of the scope write:
      </p>
      <CodeBlock label="command that creates a load test" text={command} />
    </EmptyState>
  );
}
