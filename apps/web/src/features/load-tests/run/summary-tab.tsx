"use client";

import type { LoadRunView } from "@plimsoll/core";
import { EmptyState } from "../../../components/states.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { isUnderWay } from "../model/run-states.ts";
import { AnswersTable, ErrorsTable } from "./outcome-tables.tsx";
import { CapacitySearch } from "./capacity-search.tsx";
import { RunCharts } from "./run-charts.tsx";
import { RunFigures } from "./run-figures.tsx";
import styles from "./run.module.css";
import { SharesTable } from "./shares-table.tsx";
import { ThresholdLights } from "./threshold-lights.tsx";

/** The run at a glance: figures, thresholds, how it went over time, and what came back. */
export function SummaryTab({ view, query }: { view: LoadRunView; query: TileQuery<LoadRunView> }) {
  if (view.series.length === 0) return <NothingYet view={view} query={query} />;
  const hasManyShares = view.shares.length > 1;
  return (
    <>
      <RunFigures view={view} />
      <div className={styles.stack}>
        <Thresholds query={query} />
      </div>
      {view.capacity && <CapacitySearch query={query} />}
      <RunCharts view={view} query={query} />
      <div className={styles.charts}>
        <Tile title="Status codes" query={query} flush>
          {(loaded) => <AnswersTable view={loaded} />}
        </Tile>
        <Tile title="Errors by kind" query={query} flush>
          {(loaded) => <ErrorsTable view={loaded} />}
        </Tile>
      </div>
      {hasManyShares && (
        <Tile title="Workers" note="each sends its part of the load" query={query} flush>
          {({ shares }) => <SharesTable shares={shares} />}
        </Tile>
      )}
    </>
  );
}

function Thresholds({ query }: { query: TileQuery<LoadRunView> }) {
  return (
    <Tile title="Thresholds" query={query} flush>
      {(loaded) => <ThresholdLights view={loaded} />}
    </Tile>
  );
}

function NothingYet({ view, query }: { view: LoadRunView; query: TileQuery<LoadRunView> }) {
  const underWay = isUnderWay(view.run.state);
  return (
    <>
      <div className={styles.stack}>
        <Thresholds query={query} />
      </div>
      {underWay ? (
        <EmptyState title="Nothing has been measured yet">
          <p>
            Before it counts, a run waits until its workers are ready and sends a quiet baseline, with which its traces
            are compared. Figures appear here second by second.
          </p>
        </EmptyState>
      ) : (
        <EmptyState title="This run measured nothing">
          <p>{view.run.verdict ?? "It ended before its first second was over."}</p>
        </EmptyState>
      )}
    </>
  );
}
