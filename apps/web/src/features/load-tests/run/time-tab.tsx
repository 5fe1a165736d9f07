"use client";

import type { LoadRunView, LoadTimeSpent } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { ServiceDot } from "../../../components/service-label.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile } from "../../../components/tile.tsx";
import { formatCount, formatDuration, formatPercent } from "../../../lib/format.ts";
import { serviceHref, traceHref } from "../../../lib/trace-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { isUnderWay } from "../model/run-states.ts";
import { comparedWords, quietSentence, type TimeBar, timeBars } from "./model/time-bars.ts";
import styles from "./time.module.css";

const POLL_MS = 5_000;
/** For so long after a run the servers' spans still come in. */
const SETTLING_MS = 45_000;

/** What the servers did with the time of the run's requests, against the quiet baseline: what load made slower. */
export function TimeTab({ view: { run } }: { view: LoadRunView }) {
  const trpc = useTRPC();
  const spent = useQuery(
    trpc.loadTests.timeSpent.queryOptions(
      { runId: run.id },
      {
        refetchInterval: () => {
          const isFresh = run.finishedAt !== null && Date.now() - Date.parse(run.finishedAt) < SETTLING_MS;
          return isUnderWay(run.state) || isFresh ? POLL_MS : false;
        },
      },
    ),
  );
  return (
    <Tile
      title="Where the time went"
      note={spent.data && comparedWords(spent.data)}
      query={spent}
      skeleton={<TableSkeleton rows={6} />}
      flush
    >
      {(data) => (data.rows.length === 0 ? <NoTraces underWay={isUnderWay(run.state)} /> : <TimeSpent spent={data} />)}
    </Tile>
  );
}

function NoTraces({ underWay }: { underWay: boolean }) {
  return (
    <EmptyState title={underWay ? "No traces of the run have arrived yet" : "No traces of this run are stored"}>
      <p>
        A share of the requests carries a trace id. Services that send their spans to this instance show here where
        their time went, by operation, against the quiet baseline before the run.
      </p>
    </EmptyState>
  );
}

function TimeSpent({ spent }: { spent: LoadTimeSpent }) {
  const bars = useMemo(() => timeBars(spent.rows), [spent]);
  const hasBaseline = spent.baselineFrom !== "none";
  return (
    <>
      <p className={styles.finding} data-testid="finding">
        {spent.finding ? (
          <StatusBadge tone="warn" plain>
            <WithCode text={spent.finding} />
          </StatusBadge>
        ) : (
          <StatusBadge tone={hasBaseline ? "ok" : "info"} plain>
            <WithCode text={quietSentence(spent)} />
          </StatusBadge>
        )}
      </p>
      <Legend hasBaseline={hasBaseline} />
      {/* Scrolls on its own, so it must be reachable with the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Self time by operation, table">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col" className={styles.barColumn}>
                Self time of a request
              </th>
              <th scope="col">At rest</th>
              <th scope="col">In the run</th>
              <th scope="col">Added</th>
              <th scope="col">Share of all added</th>
              <th scope="col">Calls a request</th>
              <th scope="col">Example</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <TimeBarRow key={`${bar.row.service} ${bar.row.operation}`} bar={bar} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Names of operations stand between backticks. */
function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    // Parts of a sentence have no identity but their place.
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
}

function Legend({ hasBaseline }: { hasBaseline: boolean }) {
  return (
    <p className={styles.legend} aria-hidden="true">
      <span>
        <i data-part="rest" /> {hasBaseline ? "at rest" : "in the run"}
      </span>
      {hasBaseline && (
        <>
          <span>
            <i data-part="added" /> added under load
          </span>
          <span>
            <i data-part="saved" /> less than at rest
          </span>
        </>
      )}
    </p>
  );
}

function TimeBarRow({ bar: { row, rest, added, saved } }: { bar: TimeBar }) {
  return (
    <tr>
      <th scope="row">
        <span className={styles.operation}>
          <ServiceDot service={row.service} />
          <span className={styles.names}>
            <span className={styles.operationName} title={row.operation}>
              {row.operation}
            </span>
            <ConsoleLink className={styles.serviceName} href={serviceHref(row.service)}>
              {row.service}
            </ConsoleLink>
          </span>
        </span>
      </th>
      <td className={styles.barColumn}>
        <span className={styles.bar} aria-hidden="true">
          <i data-part="rest" style={{ width: `${rest * 100}%` }} />
          <i data-part="added" style={{ width: `${added * 100}%` }} />
          <i data-part="saved" style={{ width: `${saved * 100}%` }} />
        </span>
      </td>
      <td>{formatDuration(row.baselineSelfMs)}</td>
      <td>{formatDuration(row.selfMs)}</td>
      <td className={styles.added} data-much={(row.addedShare ?? 0) > 0.25 || undefined}>
        {addedWords(row.addedMs)}
      </td>
      <td>{formatPercent(row.addedShare)}</td>
      <td>{formatCount(row.callsPerRequest)}</td>
      <td>
        <ConsoleLink href={traceHref(row.exampleTraceId)} aria-label={`Example trace of ${row.operation}`}>
          trace
        </ConsoleLink>
      </td>
    </tr>
  );
}

function addedWords(addedMs: number | null): string {
  if (addedMs === null || addedMs === 0) return formatDuration(addedMs);
  return `${addedMs > 0 ? "+" : "−"}${formatDuration(Math.abs(addedMs))}`;
}
