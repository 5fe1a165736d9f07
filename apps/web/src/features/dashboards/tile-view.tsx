"use client";

import type { DashboardTile, MetricsQueryResult } from "@plimsoll/core";
import { keepPreviousData, useQueries, type UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ChartSkeleton } from "../../components/states.tsx";
import { Tile, type TileQuery } from "../../components/tile.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import styles from "./dashboards.module.css";
import { tileTitle } from "./model/tile-title.ts";
import { type Choices, withChoices } from "./model/variables.ts";
import { TileResults } from "./tile-results.tsx";

const MOST_LINES = 20;

interface TileViewProps {
  tile: DashboardTile;
  choices: Choices;
  /** For its content, in height. */
  roomPx: number;
  actions?: ReactNode;
}

/** One tile of a dashboard: loads, fails and goes stale on its own. */
export function TileView({ tile, choices, roomPx, actions }: TileViewProps) {
  const query = useTileQuery(tile, choices);
  const title = tileTitle(tile);
  if (tile.kind === "text") return <TextTile tile={tile} actions={actions} />;
  return (
    <Tile title={title} query={query} actions={actions} skeleton={<ChartSkeleton height={roomPx} />}>
      {(results) => <TileResults tile={tile} title={title} results={results} roomPx={roomPx} />}
    </Tile>
  );
}

function TextTile({ tile, actions }: Pick<TileViewProps, "tile" | "actions">) {
  return (
    <section className={styles.textTile} aria-label={tileTitle(tile)}>
      {(tile.title !== "" || actions) && (
        <header className={styles.textHead}>
          <h2>{tile.title}</h2>
          {actions}
        </header>
      )}
      <p className={styles.text}>{tile.text}</p>
    </section>
  );
}

function useTileQuery(tile: DashboardTile, choices: Choices): TileQuery<MetricsQueryResult[]> {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  return useQueries({
    queries: tile.queries.map((query) => ({
      ...trpc.metrics.query.queryOptions({ ...withChoices(query, choices), from, to, limit: MOST_LINES }),
      placeholderData: keepPreviousData,
    })),
    combine: together,
  });
}

/** The answers of all as those of one: there when all are, failed when one is. */
function together(answers: UseQueryResult<MetricsQueryResult, unknown>[]): TileQuery<MetricsQueryResult[]> {
  const data = answers.flatMap((answer) => (answer.data === undefined ? [] : [answer.data]));
  return {
    data: data.length === answers.length ? data : undefined,
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    isPending: answers.some(({ isPending }) => isPending),
    dataUpdatedAt: Math.min(...answers.map(({ dataUpdatedAt }) => dataUpdatedAt)),
    refetch: () => answers.forEach((answer) => void answer.refetch()),
  };
}
