"use client";

import type { JobEndpointItem } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { CodeBlock } from "../../components/code-block.tsx";
import { ConsoleLink } from "../../components/console-link.tsx";
import { TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import styles from "./job-settings.module.css";

/** An app's side, with the path of an endpoint that it has. */
function receiverCode(path: string): string {
  return `import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { verifyJobRequest } from "@plimsoll/client";

createServer(async (request, response) => {
  // POST ${path}
  const job = verifyJobRequest({
    secret: process.env.PLIMSOLL_JOB_SECRET,
    headers: request.headers,
    body: await text(request),
  });
  await handle(job.name, job.payload);
  response.end(JSON.stringify({ done: true }));
}).listen(8080);`;
}

function enqueueCommand(origin: string): string {
  return `curl ${origin}/api/trpc/jobs.enqueue \\
  -H 'authorization: Bearer YOUR_KEY' \\
  -H 'content-type: application/json' \\
  -d '{"queue": "emails", "name": "email.send",
       "payload": {"to": "ada@example.com"}}'`;
}

/** How an app receives jobs and how it enqueues them, with this instance's own address filled in. */
export function ReceiveSample() {
  const trpc = useTRPC();
  const endpoints = useQuery(trpc.jobEndpoints.list.queryOptions());
  return (
    <Tile title="In your app" query={endpoints} skeleton={<TableSkeleton rows={6} />}>
      {({ items }) => <Samples endpoint={items.find((item) => item.name === "default") ?? items[0]} />}
    </Tile>
  );
}

function Samples({ endpoint }: { endpoint: JobEndpointItem | undefined }) {
  return (
    <div className={styles.sample}>
      <section>
        <h3>Receive</h3>
        <p>
          Each job is one signed POST. An answer of 200 to 299 completes it and is its result; 400 to 499, but 408, 425
          and 429, fails it for good; anything else is tried again.
        </p>
        <CodeBlock
          label="code that receives jobs"
          text={receiverCode(endpoint ? new URL(endpoint.url).pathname : "/jobs")}
        />
      </section>
      <section>
        <h3>Enqueue</h3>
        <p>
          With an <ConsoleLink href="/settings/keys">API key</ConsoleLink> of the scope write, from any language.
        </p>
        <CodeBlock label="command that enqueues a job" text={enqueueCommand(window.location.origin)} />
      </section>
    </div>
  );
}
