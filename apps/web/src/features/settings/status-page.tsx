"use client";

import type { SystemStatus } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { CodeBlock } from "../../components/code-block.tsx";
import { TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { Bytes, RelativeTime } from "../../components/values.tsx";
import { formatCount, plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { Facts } from "./facts.tsx";
import styles from "./settings.module.css";
import { MaintenanceTable, PartsTable, StoreTables } from "./status-tables.tsx";

/** How this instance itself is doing: its parts, its stores, where to send telemetry, its upkeep. */
export function StatusPage() {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.system.status.queryOptions(), refetchInterval: 30_000 });
  const tile = { query, skeleton: <TableSkeleton rows={4} /> };
  return (
    <div className={styles.status}>
      <Tile title="Parts" note={query.data && `version ${query.data.version}`} {...tile} flush>
        {({ checks }) => <PartsTable checks={checks} />}
      </Tile>
      <Tile title="Storage" {...tile}>
        {(status) => <StorageFacts status={status} />}
      </Tile>
      <div className={styles.wide}>
        <Tile title="Tables" {...tile} flush>
          {({ storage }) => <StoreTables tables={storage.tables} />}
        </Tile>
      </div>
      <Tile title="Sending telemetry here" {...tile}>
        {(status) => <IngestFacts ingest={status.ingest} />}
      </Tile>
      <Tile
        title="Maintenance"
        note={query.data?.nextMaintenanceAt && <NextRun at={query.data.nextMaintenanceAt} />}
        {...tile}
        flush
      >
        {({ maintenance }) => <MaintenanceTable runs={maintenance} />}
      </Tile>
    </div>
  );
}

function NextRun({ at }: { at: string }) {
  return (
    <>
      next run <RelativeTime at={at} />
    </>
  );
}

function StorageFacts({ status }: { status: SystemStatus }) {
  return (
    <Facts
      facts={[
        ["Running since", <RelativeTime key="since" at={status.startedAt} />],
        ["Spans are kept", plural(status.retentionDays, "day")],
        ["A span takes on disk", <Bytes key="span" bytes={status.storage.bytesPerSpan} />],
        ["Disk still free", <Bytes key="free" bytes={status.storage.diskFreeBytes} />],
        ["Spans in the last minute", formatCount(status.ingest.spansLastMinute)],
      ]}
    />
  );
}

function IngestFacts({ ingest }: { ingest: SystemStatus["ingest"] }) {
  return (
    <Facts
      facts={[
        ["OTLP over HTTP", <CodeBlock key="http" label="OTLP over HTTP" text={ingest.httpUrl} />],
        ["OTLP over gRPC", <CodeBlock key="grpc" label="OTLP over gRPC" text={ingest.grpcUrl} />],
        [
          "Who may send",
          ingest.auth === "key"
            ? "whoever has a key with the scope ingest"
            : "this machine without a key, others with one",
        ],
      ]}
    />
  );
}
