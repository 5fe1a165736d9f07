"use client";

import type { DashboardTile, MetricsQueryResult } from "@plimsoll/core";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { type ChartSeries, TimeChart } from "../../charts/time-chart.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { ChartSkeleton, EmptyState, ErrorState } from "../../components/states.tsx";
import { metricFormat } from "../../lib/metric-units.ts";
import { serviceColorVar } from "../../lib/service-color.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { seriesName } from "../metrics/model/question.ts";
import styles from "./dashboards.module.css";
import { type Choices, withChoices } from "./model/variables.ts";

const MOST_LINES = 20;
/** Height of a row of the grid, and what a tile's head and legend take of it. */
const ROW_PX = 72;
const HEAD_PX = 130;

interface TileChartProps {
  tile: DashboardTile;
  choices: Choices;
}

/** What a tile's queries found, as the tile's kind shows it. */
export function TileChart({ tile, choices }: TileChartProps) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const answers = useQueries({
    queries: tile.queries.map((query) => ({
      ...trpc.metrics.query.queryOptions({ ...withChoices(query, choices), from, to, limit: MOST_LINES }),
      placeholderData: keepPreviousData,
    })),
  });
  const failed = answers.find(({ error, data }) => error !== null && data === undefined);
  if (failed) {
    return <ErrorState error={failed.error} what={tile.title || "The tile"} onRetry={() => void failed.refetch()} />;
  }
  const results = answers.flatMap(({ data }) => (data ? [data] : []));
  if (results.length < answers.length) return <ChartSkeleton height={tile.height * ROW_PX - HEAD_PX} />;
  return <Results tile={tile} results={results} />;
}

function Results({ tile, results }: { tile: DashboardTile; results: readonly MetricsQueryResult[] }) {
  const lines = useMemo(() => linesOf(tile, results), [tile, results]);
  const [first] = results;
  const format = useMemo(
    () => metricFormat(first?.unit ?? "", tile.queries[0]?.metric),
    [first?.unit, tile.queries],
  );
  if (!first || lines.length === 0) return <EmptyState title="Nothing was measured in this time range" />;
  if (tile.kind === "stat") return <Stats lines={lines} format={format} />;
  if (tile.kind === "table") return <LatestTable lines={lines} format={format} label={tile.title} />;
  return (
    <TimeChart
      title={tile.title || "Chart"}
      from={first.times[0] ?? 0}
      stepMs={first.stepMs}
      series={lines}
      format={format}
      height={Math.max(80, tile.height * ROW_PX - HEAD_PX)}
      shape={tile.kind === "bar" ? "stacked" : "lines"}
      untitled
    />
  );
}

function linesOf(tile: DashboardTile, results: readonly MetricsQueryResult[]): ChartSeries[] {
  const found = results.flatMap(({ series }, index) => {
    const query = tile.queries[index];
    const own = query?.label || (query?.metric ?? "");
    return series.map(({ labels, values }) => {
      const name = seriesName(labels, own);
      return { name: results.length > 1 && name !== own ? `${own} · ${name}` : name, values };
    });
  });
  return found.map(({ name, values }) => ({
    label: name,
    values,
    color: found.length === 1 ? "var(--accent)" : serviceColorVar(name),
    fill: tile.kind === "area" || found.length === 1,
  }));
}

const latestOf = ({ values }: ChartSeries): number | null => values.findLast((value) => value !== null) ?? null;

interface LinesProps {
  lines: readonly ChartSeries[];
  format: (value: number | null) => string;
}

/** The latest value of each line, in large. */
function Stats({ lines, format }: LinesProps) {
  return (
    <div className={styles.stats}>
      {lines.map((line) => (
        <div key={line.label}>
          <span className={styles.figure}>{format(latestOf(line))}</span>
          <Sparkline values={line.values} label={`${line.label} over time`} color={line.color} width="100%" height={28} />
          <span className={styles.quiet}>{line.label}</span>
        </div>
      ))}
    </div>
  );
}

function LatestTable({ lines, format, label }: LinesProps & { label: string }) {
  return (
    // Scrolls on its own, so it must be reachable with the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={`${label}, table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Latest</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.label}>
              <td>{line.label}</td>
              <td>{format(latestOf(line))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
