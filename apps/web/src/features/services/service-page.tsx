"use client";

import { Button } from "@mantine/core";
import type { LoadLineView, ServiceDetail } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../components/console-link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ServiceDot } from "../../components/service-label.tsx";
import { EmptyState, ErrorState, TableSkeleton } from "../../components/states.tsx";
import { Tile, type TileQuery } from "../../components/tile.tsx";
import { formatCount, plural } from "../../lib/format.ts";
import { traceSearchHref } from "../../lib/trace-links.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { Dependencies } from "./dependencies.tsx";
import { GroupedErrors } from "./grouped-errors.tsx";
import { Instances } from "./instances.tsx";
import { LoadLineTile } from "./load-line.tsx";
import { Operations } from "./operations.tsx";
import { ErrorChart, LatencyHeatmapChart, PercentileChart, RateChart } from "./service-charts.tsx";
import styles from "./services.module.css";
import { SlowestQueries } from "./slowest-queries.tsx";

/** The traffic beside the load line moves; the line itself seldom does. */
const LINE_POLL_MS = 15_000;

/** One service: its requests, what they cost, whom it calls and what went wrong. */
export function ServicePage({ service }: { service: string }) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const query = useQuery({
    ...trpc.services.get.queryOptions({ from, to, service }),
    placeholderData: keepPreviousData,
  });
  const line = useQuery({ ...trpc.loadTests.loadLine.queryOptions({ service }), refetchInterval: LINE_POLL_MS });

  return (
    <>
      <PageHeader
        title={
          <span className={styles.title}>
            <ServiceDot service={service} /> {service}
          </span>
        }
        note={query.data && <Totals detail={query.data} />}
        actions={
          <Button variant="default" component={ConsoleLink} href={traceSearchHref({ service })}>
            Traces of {service}
          </Button>
        }
      />
      <ServiceBody service={service} query={query} line={line} />
    </>
  );
}

interface ServiceBodyProps {
  service: string;
  query: TileQuery<ServiceDetail>;
  line: TileQuery<LoadLineView>;
}

function ServiceBody({ service, query, line }: ServiceBodyProps) {
  // One call feeds all tiles: when it failed, one message says so.
  if (query.error && !query.data)
    return <ErrorState error={query.error} what={service} onRetry={() => query.refetch()} />;
  if (query.data && isSilent(query.data)) {
    return (
      <EmptyState title="Nothing arrived from this service in this time range">
        <p>
          It may have been idle, been stopped, or have another name now. A longer range may show when it was last seen.
        </p>
      </EmptyState>
    );
  }
  return <ServiceTiles service={service} query={query} line={line} />;
}

function ServiceTiles({ service, query, line }: ServiceBodyProps) {
  const table = { query, skeleton: <TableSkeleton rows={5} />, flush: true };
  return (
    <>
      <div className={styles.stack}>
        <LoadLineTile service={service} query={line} />
      </div>
      <div className={styles.charts}>
        <Tile title="Rate" query={query}>
          {(detail) => <RateChart detail={detail} line={line.data} />}
        </Tile>
        <Tile title="Errors" query={query}>
          {(detail) => <ErrorChart detail={detail} />}
        </Tile>
        <Tile title="Percentiles" query={query}>
          {(detail) => <PercentileChart detail={detail} />}
        </Tile>
      </div>
      <div className={styles.stack}>
        <Tile title="Latency" note="drag over an area to find its traces" query={query}>
          {(detail) => <LatencyHeatmapChart detail={detail} />}
        </Tile>
        <Tile title="Operations" {...table}>
          {(detail) => <Operations detail={detail} />}
        </Tile>
      </div>
      <div className={styles.halves}>
        <Tile title="Errors by type and place" {...table}>
          {(detail) => <GroupedErrors detail={detail} />}
        </Tile>
        <Tile title="Statements that cost most" {...table}>
          {(detail) => <SlowestQueries detail={detail} />}
        </Tile>
        <Tile title="Called by" {...table}>
          {(detail) => <Dependencies edges={detail.upstream} direction="up" service={service} />}
        </Tile>
        <Tile title="Calls" {...table}>
          {(detail) => <Dependencies edges={detail.downstream} direction="down" service={service} />}
        </Tile>
      </div>
      <Tile title="Instances" {...table}>
        {(detail) => <Instances detail={detail} />}
      </Tile>
    </>
  );
}

function isSilent(detail: ServiceDetail): boolean {
  return detail.totals.requests === 0 && detail.operations.length === 0 && detail.instances.length === 0;
}

function Totals({ detail }: { detail: ServiceDetail }) {
  const { totals, previous } = detail;
  return (
    <>
      {plural(totals.requests, "request")}, {plural(totals.errors, "error")}; {formatCount(previous.requests)} requests
      in the same time before
    </>
  );
}
