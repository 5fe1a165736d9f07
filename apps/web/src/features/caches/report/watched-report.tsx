"use client";

import { Alert } from "@mantine/core";
import type { CacheConnectionItem, CacheConnectionReport, CacheSource } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { TableSkeleton } from "../../../components/states.tsx";
import { QueryContent } from "../../../components/tile.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { useTRPC } from "../../../lib/trpc.tsx";
import { PostgresPanels } from "./postgres-panels.tsx";
import { RedisPanels } from "./redis-panels.tsx";
import styles from "./report.module.css";

/** As often as servers are read. */
const REFRESH_MS = 15_000;

/** What the last reading of a watched server found beside metrics; nothing of a cache that is not watched. */
export function WatchedReport({ source, service }: { source: CacheSource; service: string }) {
  const trpc = useTRPC();
  // Of Memcached there are metrics alone.
  const hasReport = source === "redis" || source === "postgresql";
  const servers = useQuery(trpc.cacheConnections.list.queryOptions(undefined, { enabled: hasReport }));
  const server = servers.data?.find(({ kind, name }) => kind === source && name === service);
  return hasReport && server ? <Report server={server} /> : null;
}

function Report({ server: { id } }: { server: CacheConnectionItem }) {
  const trpc = useTRPC();
  const report = useQuery({
    ...trpc.cacheConnections.report.queryOptions({ id }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <section className={styles.report} aria-label="What was found there">
      <QueryContent query={report} what="What was found there" skeleton={<TableSkeleton rows={4} />}>
        {(data) => <Findings report={data} />}
      </QueryContent>
    </section>
  );
}

function Findings({ report: { error, foundAt, findings } }: { report: CacheConnectionReport }) {
  return (
    <>
      <header className={styles.heading}>
        <h2>What was found there</h2>
        <span>
          {findings === null || foundAt === null ? (
            "It is read within a quarter of a minute"
          ) : (
            <>
              {findings.version}, read <RelativeTime at={foundAt} />
            </>
          )}
        </span>
      </header>
      {error !== null && (
        <Alert color="red" title="It did not answer the last time">
          {error}
        </Alert>
      )}
      {findings?.redis && <RedisPanels found={findings.redis} />}
      {findings?.postgresql && <PostgresPanels found={findings.postgresql} />}
      {findings && findings.notes.length > 0 && (
        <ul className={styles.notes} aria-label="What it does not allow">
          {findings.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}
