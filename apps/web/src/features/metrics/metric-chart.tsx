"use client";

import type { MetricsQueryResult } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type ChartSeries, TimeChart } from "../../charts/time-chart.tsx";
import { ConsoleLink } from "../../components/console-link.tsx";
import { EmptyState } from "../../components/states.tsx";
import { QueryContent } from "../../components/tile.tsx";
import { formatClock, plural } from "../../lib/format.ts";
import { metricFormat } from "../../lib/metric-units.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import styles from "./metrics.module.css";
import { lineColors } from "./model/line-colors.ts";
import { type Question, questionTitle, seriesName } from "./model/question.ts";

/** Lines beyond these make a chart that nobody reads. */
const MOST_LINES = 20;
const MOST_EXEMPLARS = 12;

/** The answer to a question over the page's time range. */
export function MetricChart({ question, height = 220 }: { question: Question; height?: number }) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  // A value that is not chosen yet leaves nothing out.
  const where = question.where.filter(({ values }) => values.some((value) => value !== ""));
  const input = { ...question, where, from, to, limit: MOST_LINES };
  const query = useQuery({ ...trpc.metrics.query.queryOptions(input), placeholderData: keepPreviousData });
  return (
    <QueryContent query={query} what={questionTitle(question)}>
      {(result) => <Answer question={question} result={result} height={height} />}
    </QueryContent>
  );
}

interface AnswerProps {
  question: Question;
  result: MetricsQueryResult;
  height: number;
}

function Answer({ question, result, height }: AnswerProps) {
  const { metric } = question;
  const format = useMemo(() => metricFormat(result.unit, metric), [result.unit, metric]);
  const lines = useMemo(() => linesOf(result, metric), [result, metric]);
  if (lines.length === 0) {
    return (
      <EmptyState title="Nothing was measured in this time range">
        <p>Choose a longer range, or take a filter away.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <TimeChart
        title={questionTitle(question)}
        from={result.times[0] ?? 0}
        stepMs={result.stepMs}
        series={lines}
        format={format}
        height={height}
        untitled
      />
      <div className={styles.notes}>
        {result.moreSeries > 0 && (
          <p>{plural(result.moreSeries, "more line is", "more lines are")} not shown: those with the smallest means.</p>
        )}
        {result.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <Exemplars result={result} format={format} />
      </div>
    </>
  );
}

function linesOf({ series }: MetricsQueryResult, metric: string): ChartSeries[] {
  const names = series.map(({ labels }) => seriesName(labels, metric));
  const color = lineColors(names);
  return series.map(({ values }, index) => ({
    label: names[index] ?? metric,
    values,
    color: color[index] ?? "var(--accent)",
    fill: series.length === 1,
  }));
}

/** Measurements that name the trace they were made in. */
function Exemplars({
  result: { exemplars },
  format,
}: {
  result: MetricsQueryResult;
  format: (value: number) => string;
}) {
  if (exemplars.length === 0) return null;
  const shown = exemplars.toSorted((a, b) => b.value - a.value).slice(0, MOST_EXEMPLARS);
  return (
    <p className={styles.exemplars}>
      <span>Traces of the greatest values:</span>
      {shown.map(({ traceId, spanId, at, value }) => (
        <ConsoleLink key={`${traceId}${spanId}${at}`} href={`/traces/${traceId}${spanId ? `?span=${spanId}` : ""}`}>
          {format(value)} at {formatClock(at)}
        </ConsoleLink>
      ))}
    </p>
  );
}
