"use client";

import { useQuery } from "@tanstack/react-query";
import { CodeBlock } from "../../components/code-block.tsx";
import { ConsoleLink } from "../../components/console-link.tsx";
import { TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { exporterVariables } from "../../lib/exporter-variables.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import styles from "./overview.module.css";

/** How to send the first spans, with this instance's own address filled in. */
export function GetStarted({ compact }: { compact?: boolean }) {
  const trpc = useTRPC();
  const status = useQuery(trpc.system.status.queryOptions());
  return (
    <div className={styles.start}>
      <Tile
        title={compact ? "So far only Plimsoll's own services send traces" : "Send the first traces"}
        query={status}
        skeleton={<TableSkeleton rows={3} />}
      >
        {({ ingest }) => (
          <div className={styles.steps}>
            <section>
              <h3>Your service</h3>
              <p>
                Start it, instrumented by any OpenTelemetry SDK, with these variables. Its traces appear here within
                seconds.
              </p>
              <CodeBlock label="OpenTelemetry variables" text={exporterVariables(ingest)} />
              {ingest.auth === "key" ? (
                <p>
                  Put in an <ConsoleLink href="/settings/keys">API key</ConsoleLink> with the scope ingest. For gRPC use{" "}
                  {ingest.grpcUrl}.
                </p>
              ) : (
                <p>
                  From this machine no key is needed. For gRPC use <code>{ingest.grpcUrl}</code> and the protocol{" "}
                  <code>grpc</code>.
                </p>
              )}
            </section>
            <section>
              <h3>Or a small shop to look at</h3>
              <p>An example service with HTTP, SQL and a cache, under light traffic. Run it in Plimsoll's folder.</p>
              <CodeBlock label="demo command" text="npm run demo" />
            </section>
          </div>
        )}
      </Tile>
    </div>
  );
}
