"use client";

import type { DashboardTile, MetricsQueryResult } from "@plimsoll/core";
import { useMemo } from "react";
import { type ChartSeries, TimeChart } from "../../charts/time-chart.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { EmptyState } from "../../components/states.tsx";
import { plural } from "../../lib/format.ts";
import { metricFormat } from "../../lib/metric-units.ts";
import styles from "./dashboards.module.css";
import { chartHeightIn } from "./model/grid-size.ts";
import { linesOf } from "./model/lines.ts";

interface TileResultsProps {
  tile: DashboardTile;
  title: string;
  /** By query. */
  results: readonly MetricsQueryResult[];
  /** For the content, in height. */
  roomPx: number;
}

/** What a tile's queries found, as the tile's kind shows it. */
export function TileResults({ tile, title, results, roomPx }: TileResultsProps) {
  const lines = useMemo(() => linesOf(tile, results), [tile, results]);
  const [first] = results;
  const metric = tile.queries[0]?.metric;
  const format = useMemo(() => metricFormat(first?.unit ?? "", metric), [first?.unit, metric]);
  if (!first || lines.length === 0) return <EmptyState title="Nothing was measured in this time range" />;
  return (
    <>
      {tile.kind === "stat" && <Stats lines={lines} format={format} />}
      {tile.kind === "table" && <LatestTable lines={lines} format={format} label={title} />}
      {tile.kind !== "stat" && tile.kind !== "table" && (
        <TimeChart
          title={title}
          from={first.times[0] ?? 0}
          stepMs={first.stepMs}
          series={lines}
          format={format}
          height={chartHeightIn(roomPx, lines.length)}
          shape={tile.kind === "bar" ? "stacked" : "lines"}
          untitled
        />
      )}
      <Notes results={results} />
    </>
  );
}

/** What a reader would otherwise not know: lines that are left out, units that differ. */
function Notes({ results }: { results: readonly MetricsQueryResult[] }) {
  const more = results.reduce((sum, { moreSeries }) => sum + moreSeries, 0);
  const units = [...new Set(results.filter(({ series }) => series.length > 0).map(({ unit }) => unit || "none"))];
  const notes = [
    ...(more > 0
      ? [`${plural(more, "more line is", "more lines are")} not shown: those with the smallest means.`]
      : []),
    ...(units.length > 1 ? [`Units differ (${units.join(", ")}); all are written in the first.`] : []),
    ...new Set(results.flatMap((result) => result.notes)),
  ];
  return notes.map((note) => (
    <p key={note} className={styles.quiet} title={note}>
      {note}
    </p>
  ));
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
          <Sparkline
            values={line.values}
            label={`${line.label} over time`}
            color={line.color}
            width="100%"
            height={28}
          />
          <span className={styles.quiet} title={line.label}>
            {line.label}
          </span>
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
