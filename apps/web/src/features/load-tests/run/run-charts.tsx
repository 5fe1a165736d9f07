"use client";

import { Button, SegmentedControl } from "@mantine/core";
import { IconZoomReset } from "@tabler/icons-react";
import type { LoadRunView } from "@plimsoll/core";
import { useMemo } from "react";
import { TimeChart, type TimeChartProps } from "../../../charts/time-chart.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { FixedTimeRange } from "../../../lib/fixed-time-range.tsx";
import { formatCount, formatDuration, formatPercent, formatRate } from "../../../lib/format.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { runWindow } from "./model/run-progress.ts";
import { columnOf, outcomeSeries, sendingColumnOf } from "./model/run-series.ts";
import { latencyLimits } from "./model/threshold-words.ts";
import { RunHeatmap } from "./run-heatmap.tsx";
import styles from "./run.module.css";

interface ChartsProps {
  view: LoadRunView;
  query: TileQuery<LoadRunView>;
}

/** What was sent and what came back over the run's own time, under one crosshair. */
export function RunCharts({ view, query }: ChartsProps) {
  const { fromMs, toMs } = runWindow(view);
  return (
    <FixedTimeRange fromMs={fromMs} toMs={toMs}>
      <ZoomedNote />
      <div className={styles.charts}>
        <Tile
          title="Rate"
          note={view.run.mode === "closed" ? "as users are answered" : "planned, sent, answered"}
          query={query}
        >
          {(loaded) => <RateChart view={loaded} />}
        </Tile>
        <LatencyTile query={query} />
        <Tile title="Answers" note="by status, a second" query={query}>
          {(loaded) => <OutcomeChart view={loaded} />}
        </Tile>
        <GeneratorTile query={query} />
      </div>
      <div className={styles.stack}>
        <Tile title="Latency of all answers" note="from the planned send time; drag to zoom" query={query}>
          {(loaded) => <RunHeatmap view={loaded} />}
        </Tile>
      </div>
    </FixedTimeRange>
  );
}

/** A zoom is in the URL and easy to forget: it says so, and how to leave it. */
function ZoomedNote() {
  const [params, update] = useUrlParams();
  if (!params.get("zoom")) return null;
  return (
    <p className={styles.zoomed}>
      The charts show a part of the run.
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconZoomReset size={14} aria-hidden="true" />}
        onClick={() => update({ zoom: null })}
      >
        Show all
      </Button>
    </p>
  );
}

interface ChartProps {
  view: LoadRunView;
}

function RateChart({ view }: ChartProps) {
  const lines = useMemo(() => {
    const sent = { label: "Sent", values: sendingColumnOf(view, "sent"), color: "var(--info)" };
    const answered = { label: "Answered", values: columnOf(view, "answered"), color: "var(--accent)", fill: true };
    const planned = { label: "Planned", values: sendingColumnOf(view, "planned"), color: "var(--muted)", dash: [4, 3] };
    return view.run.mode === "closed" ? [answered, sent] : [answered, sent, planned];
  }, [view]);
  return <RunChart title="Rate" view={view} series={lines} format={formatRate} />;
}

/** Percentiles; the axis is logarithmic when asked, for a stall beside answers of a millisecond. */
function LatencyTile({ query }: { query: TileQuery<LoadRunView> }) {
  const [params, update] = useUrlParams();
  const isLog = params.get("axis") === "log";
  return (
    <Tile
      title="Percentiles"
      query={query}
      actions={
        <SegmentedControl
          className={styles.choice ?? ""}
          aria-label="Axis of durations"
          data={[
            { value: "linear", label: "Linear" },
            { value: "log", label: "Log" },
          ]}
          value={isLog ? "log" : "linear"}
          onChange={(value) => update({ axis: value === "log" ? "log" : null }, "replace")}
        />
      }
    >
      {(loaded) => <LatencyChart view={loaded} isLog={isLog} />}
    </Tile>
  );
}

function LatencyChart({ view, isLog }: ChartProps & { isLog: boolean }) {
  const lines = useMemo(
    () => [
      { label: "p99", values: columnOf(view, "p99Ms"), color: "var(--error)" },
      { label: "p95", values: columnOf(view, "p95Ms"), color: "var(--info)" },
      { label: "p50", values: columnOf(view, "p50Ms"), color: "var(--ok)" },
    ],
    [view],
  );
  const limits = useMemo(() => latencyLimits(view.script.thresholds), [view.script]);
  return (
    <RunChart
      title="Percentiles"
      view={view}
      series={lines}
      format={formatDuration}
      shape={isLog ? "log" : "lines"}
      references={limits}
    />
  );
}

function OutcomeChart({ view }: ChartProps) {
  const lines = useMemo(() => outcomeSeries(view), [view]);
  return <RunChart title="Answers" view={view} series={lines} format={formatRate} shape="stacked" />;
}

const GENERATOR = {
  cpu: { label: "CPU", line: "Busiest thread", color: "var(--warn)", format: formatPercent },
  lagMs: { label: "Lag", line: "Sent late by, at worst", color: "var(--error)", format: formatDuration },
  inFlight: { label: "In flight", line: "Waiting for an answer", color: "var(--accent)", format: formatCount },
} as const;
type GeneratorFigure = keyof typeof GENERATOR;

/** How the generator itself fared: figures of a generator that was too busy say nothing of the target. */
function GeneratorTile({ query }: { query: TileQuery<LoadRunView> }) {
  const [params, update] = useUrlParams();
  const asked = params.get("generator") ?? "";
  const chosen: GeneratorFigure = asked in GENERATOR ? (asked as GeneratorFigure) : "cpu";
  return (
    <Tile
      title="Generator"
      query={query}
      actions={
        <SegmentedControl
          className={styles.choice ?? ""}
          aria-label="What of the generator"
          data={Object.entries(GENERATOR).map(([value, { label }]) => ({ value, label }))}
          value={chosen}
          onChange={(value) => update({ generator: value === "cpu" ? null : value }, "replace")}
        />
      }
    >
      {(loaded) => <GeneratorChart view={loaded} figure={chosen} />}
    </Tile>
  );
}

function GeneratorChart({ view, figure }: ChartProps & { figure: GeneratorFigure }) {
  const { label, line, color, format } = GENERATOR[figure];
  const lines = useMemo(
    () => [{ label: line, values: columnOf(view, figure), color, fill: true }],
    [view, figure, line, color],
  );
  return <RunChart title={`Generator: ${label}`} view={view} series={lines} format={format} />;
}

type RunChartProps = ChartProps & Pick<TimeChartProps, "title" | "series" | "format" | "shape" | "references">;

function RunChart({ view, ...rest }: RunChartProps) {
  const { fromMs } = runWindow(view);
  return <TimeChart from={fromMs} stepMs={view.stepSeconds * 1000} height={160} untitled {...rest} />;
}
