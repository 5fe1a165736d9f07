"use client";

import type { Overview, ServiceLoadLine } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { PageHeader } from "../../components/page-header.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { TableSkeleton } from "../../components/states.tsx";
import { QueryContent, Tile } from "../../components/tile.tsx";
import { plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { Concerns } from "./concerns.tsx";
import { GetStarted } from "./get-started.tsx";
import styles from "./overview.module.css";
import { Signals, SignalsSkeleton } from "./signals.tsx";
import { stateOf } from "./state-sentence.ts";
import { WorstServices } from "./worst-services.tsx";

const LINES_POLL_MS = 15_000;
const NO_LINES: readonly ServiceLoadLine[] = [];

/** The first page: is something wrong, and where. */
export function OverviewPage() {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const overview = useQuery({
    ...trpc.services.overview.queryOptions({ from, to }),
    placeholderData: keepPreviousData,
  });
  // Without an answer the page is as if no line were known: it has its own state for what it cannot do without.
  const lines =
    useQuery({ ...trpc.loadTests.loadLines.queryOptions(), refetchInterval: LINES_POLL_MS }).data ?? NO_LINES;
  const data = overview.data;

  if (data && data.services.length === 0) {
    return (
      <>
        <PageHeader title="Overview" note="Nothing arrived in this time range" />
        <GetStarted />
      </>
    );
  }
  return (
    <>
      <PageHeader title="Overview" note={data && <StateSentence overview={data} />} />
      {data && onlyOwnServices(data) && <GetStarted compact />}
      <QueryContent query={overview} what="The signals" skeleton={<SignalsSkeleton />}>
        {(loaded) => <Signals overview={loaded} lines={lines} />}
      </QueryContent>
      <div className={styles.columns}>
        <Tile title="Services" note="worst first" query={overview} skeleton={<TableSkeleton />} flush>
          {(loaded) => <WorstServices overview={loaded} lines={lines} />}
        </Tile>
        <Tile title="Concerns" query={overview} skeleton={<TableSkeleton rows={3} />} flush>
          {(loaded) => <Concerns concerns={loaded.concerns} />}
        </Tile>
      </div>
    </>
  );
}

/** True while Plimsoll sees nobody but itself. */
function onlyOwnServices(overview: Overview): boolean {
  return overview.services.every((service) => service.name.startsWith("plimsoll-"));
}

function StateSentence({ overview }: { overview: Overview }) {
  const { tone, sentence } = stateOf(overview);
  const more = overview.concerns.length - 1;
  return (
    <span className={styles.sentence}>
      <StatusBadge tone={tone} plain>
        {sentence}
      </StatusBadge>
      {more > 0 && <span>and {plural(more, "more concern")}</span>}
    </span>
  );
}
