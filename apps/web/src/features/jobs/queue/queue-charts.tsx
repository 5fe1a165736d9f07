"use client";

import { SegmentedControl } from "@mantine/core";
import type { JobHistory, QueueDetail } from "@plimsoll/core";
import { useMemo } from "react";
import { TimeChart } from "../../../charts/time-chart.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { formatCount, formatDuration, formatRate } from "../../../lib/format.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import styles from "./queue.module.css";

const HEIGHT = 128;

/** Throughput, wait and run time, and backlog over the page's time range. */
export function QueueCharts({ query }: { query: TileQuery<QueueDetail> }) {
  const [params, update] = useUrlParams();
  const age = params.get("backlog") === "age";
  return (
    <div className={styles.charts}>
      <Tile title="Attempts" note="by how they ended" query={query}>
        {({ history }) => <RateChart history={history} />}
      </Tile>
      <Tile title="Wait and run time" note="of finished attempts" query={query}>
        {({ history }) => <DurationChart history={history} />}
      </Tile>
      <Tile
        title="Backlog"
        query={query}
        actions={
          <SegmentedControl
            className={styles.choice}
            aria-label="What of the backlog"
            data={[
              { value: "jobs", label: "Jobs" },
              { value: "age", label: "Oldest" },
            ]}
            value={age ? "age" : "jobs"}
            onChange={(value) => update({ backlog: value === "age" ? "age" : null }, "replace")}
          />
        }
      >
        {({ history }) => (age ? <AgeChart history={history} /> : <BacklogChart history={history} />)}
      </Tile>
    </div>
  );
}

interface ChartProps {
  history: JobHistory;
}

function RateChart({ history }: ChartProps) {
  const lines = useMemo(() => {
    const perSecond = (counts: readonly number[]) => counts.map((count) => (count * 1000) / history.stepMs);
    return [
      { label: "Completed", values: perSecond(history.completed), color: "var(--ok)", fill: true },
      { label: "Retried", values: perSecond(history.retried), color: "var(--warn)" },
      { label: "Failed", values: perSecond(history.failed), color: "var(--error)" },
    ];
  }, [history]);
  return <HistoryChart title="Attempts" history={history} series={lines} format={formatRate} />;
}

function DurationChart({ history }: ChartProps) {
  const lines = useMemo(
    () => [
      { label: "Wait p95", values: history.waitP95Ms, color: "var(--load-line)" },
      { label: "Wait p50", values: history.waitP50Ms, color: "var(--load-line)", dash: [4, 3] },
      { label: "Run p95", values: history.runP95Ms, color: "var(--info)" },
      { label: "Run p50", values: history.runP50Ms, color: "var(--info)", dash: [4, 3] },
    ],
    [history],
  );
  return <HistoryChart title="Wait and run time" history={history} series={lines} format={formatDuration} />;
}

function BacklogChart({ history }: ChartProps) {
  const lines = useMemo(
    () => [{ label: "Waiting", values: history.waiting, color: "var(--accent)", fill: true }],
    [history],
  );
  return <HistoryChart title="Backlog" history={history} series={lines} format={formatCount} />;
}

function AgeChart({ history }: ChartProps) {
  const lines = useMemo(
    () => [{ label: "Oldest waiting", values: history.oldestWaitingMs, color: "var(--accent)", fill: true }],
    [history],
  );
  return <HistoryChart title="Oldest waiting" history={history} series={lines} format={formatDuration} />;
}

type HistoryChartProps = ChartProps & Pick<Parameters<typeof TimeChart>[0], "title" | "series" | "format">;

function HistoryChart({ history, ...rest }: HistoryChartProps) {
  return <TimeChart from={history.fromMs} stepMs={history.stepMs} height={HEIGHT} untitled {...rest} />;
}
