"use client";

import type { SecurityOverview } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { DataTable } from "../../../components/data-table.tsx";
import { TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { plural } from "../../../lib/format.ts";
import { securityTargetHref } from "../../../lib/security-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { overviewSentence } from "../model/overview-sentence.ts";
import styles from "../security.module.css";
import { ActiveScans } from "./active-scans.tsx";
import { AgeMatrix } from "./age-matrix.tsx";
import { ExpiringList } from "./expiring-list.tsx";
import { FirstTarget } from "./first-target.tsx";
import overviewStyles from "./overview.module.css";
import { targetColumns } from "./target-columns.tsx";
import { OpenTrend } from "./open-trend.tsx";

const ACTIVE_MS = 2000;
const QUIET_MS = 15_000;

/** How the project's security stands: targets by grade, what is open and since when, and what is about to change by itself. */
export function SecurityPage() {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  const overview = useQuery({
    ...trpc.scans.overview.queryOptions(),
    refetchInterval: ({ state }) => live && ((state.data?.active.length ?? 0) > 0 ? ACTIVE_MS : QUIET_MS),
  });
  if (overview.data?.targets.length === 0) {
    return (
      <Tile title="Targets" query={overview} flush>
        {() => <FirstTarget />}
      </Tile>
    );
  }
  return (
    <div className={styles.stack}>
      {overview.data && <Sentence overview={overview.data} />}
      <div className={styles.columns}>
        <div className={styles.stack}>
          <TargetsTile query={overview} />
          <Tile title="Open findings" note="at the end of each day" query={overview}>
            {({ trend }) => <OpenTrend trend={trend} />}
          </Tile>
        </div>
        <div className={styles.stack}>
          <Watch query={overview} />
        </div>
      </div>
    </div>
  );
}

/** What goes on, how long things have been open, and what is about to change by itself. */
function Watch({ query }: { query: TileQuery<SecurityOverview> }) {
  return (
    <>
      {(query.data?.active.length ?? 0) > 0 && (
        <Tile title="Under way" query={query} flush>
          {({ active }) => <ActiveScans scans={active} />}
        </Tile>
      )}
      <Tile
        title="Open by age"
        note="since they were found or came back"
        query={query}
        skeleton={<TableSkeleton rows={5} />}
        flush
      >
        {({ ages, open }) => <AgeMatrix ages={ages} open={open} />}
      </Tile>
      <Tile
        title="Suppressions that end"
        note="within 14 days"
        query={query}
        skeleton={<TableSkeleton rows={2} />}
        flush
      >
        {({ expiring }) => <ExpiringList findings={expiring} />}
      </Tile>
    </>
  );
}

function Sentence({ overview }: { overview: SecurityOverview }) {
  const { tone, sentence } = overviewSentence(overview);
  return (
    <p className={overviewStyles.sentence}>
      <StatusBadge tone={tone} plain>
        {sentence}
      </StatusBadge>
    </p>
  );
}

function TargetsTile({ query }: { query: TileQuery<SecurityOverview> }) {
  const count = query.data?.targets.length ?? 0;
  return (
    <Tile
      title="Targets"
      note={count > 0 && plural(count, "target")}
      query={query}
      skeleton={<TableSkeleton rows={4} />}
      flush
    >
      {({ targets }) => (
        <DataTable
          id="security-targets"
          label="Targets of scans"
          columns={targetColumns}
          rows={targets}
          rowKey={(row) => row.id}
          rowHref={(row) => securityTargetHref(row.id)}
          defaultSort="score"
          maxHeight={560}
        />
      )}
    </Tile>
  );
}
