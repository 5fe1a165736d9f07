"use client";

import type { LoadRunView } from "@plimsoll/core";
import type { ReactNode } from "react";
import { Sparkline } from "../../../components/sparkline.tsx";
import { Count, Duration, Percent, Rate } from "../../../components/values.tsx";
import { formatCount, formatDuration, formatRate } from "../../../lib/format.ts";
import { runFigures } from "./model/run-figures.ts";
import { columnOf } from "./model/run-series.ts";
import styles from "./run.module.css";

/** Rate, p95, errors and dropped work: of this moment while the run goes on, of the whole run afterwards. */
export function RunFigures({ view }: { view: LoadRunView }) {
  const figures = runFigures(view);
  const { plannedRate, p50Ms, p99Ms } = figures;
  const missed = plannedRate !== null && figures.rate !== null && figures.rate < plannedRate * 0.95;
  const hasErrors = (figures.errorShare ?? 0) > 0;
  return (
    <div className={styles.figures}>
      <Figure label={figures.isNow ? "Answered now" : "Answered"} tone={missed ? "warn" : undefined}>
        <Rate perSecond={figures.rate} />
        <Note>{rateNote(view, figures)}</Note>
        <Trend view={view} of="answered" label="Answered requests over time" color="var(--accent)" />
      </Figure>
      <Figure label={figures.isNow ? "p95 now" : "p95"}>
        <Duration ms={figures.p95Ms} />
        <Note>
          p50 {formatDuration(p50Ms)}, p99 {formatDuration(p99Ms)}
        </Note>
        <Trend view={view} of="p95Ms" label="p95 over time" color="var(--info)" />
      </Figure>
      <Figure label="Errors" tone={hasErrors ? "error" : undefined}>
        <Percent ratio={figures.errorShare} />
        <Note>{formatCount(figures.failed)} failed</Note>
        <Trend view={view} of="failed" label="Failed requests over time" color="var(--error)" />
      </Figure>
      <Figure label="Dropped" tone={figures.dropped > 0 ? "warn" : undefined}>
        <Count value={figures.dropped} />
        <Note>
          {view.run.mode === "closed" ? "users wait, nothing is dropped" : `of ${formatCount(figures.planned)} planned`}
        </Note>
        <Trend view={view} of="dropped" label="Dropped iterations over time" color="var(--warn)" />
      </Figure>
    </div>
  );
}

function rateNote({ run }: LoadRunView, { plannedRate, isNow }: Measured): string {
  if (run.mode === "capacity" && !isNow) return "in the last step that was judged";
  return plannedRate === null ? "as fast as users are answered" : `of ${formatRate(plannedRate)} planned`;
}
type Measured = ReturnType<typeof runFigures>;

function Figure({
  label,
  tone,
  children,
}: {
  label: string;
  tone?: "warn" | "error" | undefined;
  children: ReactNode;
}) {
  return (
    <section className={styles.figure} aria-label={label} data-tone={tone}>
      <h2>{label}</h2>
      {children}
    </section>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <p className={styles.figureNote}>{children}</p>;
}

interface TrendProps {
  view: LoadRunView;
  of: "answered" | "p95Ms" | "failed" | "dropped";
  label: string;
  color: string;
}

function Trend({ view, of, label, color }: TrendProps) {
  return <Sparkline values={columnOf(view, of)} label={label} color={color} width="100%" height={28} />;
}
