"use client";

import { ConsoleLink } from "../../../components/console-link.tsx";
import { StatusBadge, type StatusTone } from "../../../components/status-badge.tsx";
import { Duration } from "../../../components/values.tsx";
import { formatAbsolute, formatClock, formatDuration } from "../../../lib/format.ts";
import { traceHref } from "../../../lib/trace-links.ts";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { type AttemptBar, type AttemptTimeline, attemptTimeline, shareAt } from "../model/attempt-bars.ts";
import { useSecond } from "../use-second.ts";
import type { JobView } from "../model/job-view.ts";
import styles from "./job.module.css";

const OUTCOMES: Record<AttemptBar["outcome"], { tone: StatusTone; word: string }> = {
  completed: { tone: "ok", word: "completed" },
  retried: { tone: "warn", word: "retried" },
  failed: { tone: "error", word: "failed" },
  stalled: { tone: "warn", word: "stalled" },
  running: { tone: "info", word: "running" },
  ahead: { tone: "unknown", word: "next" },
};

/** Each attempt as a bar, thin while it waited and thick while it ran, all on one axis from when the job was added. */
export function Attempts({ job }: { job: JobView }) {
  const { live } = useTimeRange();
  const isOver = job.state === "completed" || job.state === "failed";
  const nowMs = useSecond(live && !isOver);
  const timeline = attemptTimeline(job, nowMs);
  return (
    <>
      <div className={styles.axis} aria-hidden="true">
        <span />
        <span />
        <span>
          <span>{formatClock(timeline.fromMs)}</span>
          <span>+{formatDuration(timeline.toMs - timeline.fromMs)}</span>
        </span>
        <span>waited</span>
        <span>ran</span>
      </div>
      <ol className={styles.attempts} data-testid="attempts">
        {timeline.bars.map((bar, index) => (
          // Attempts only ever follow one another; a job tried again counts from one anew.
          <AttemptLine key={index} bar={bar} timeline={timeline} />
        ))}
      </ol>
    </>
  );
}

function AttemptLine({ bar, timeline }: { bar: AttemptBar; timeline: AttemptTimeline }) {
  const { tone, word } = OUTCOMES[bar.outcome];
  const spanQuery = bar.spanId ? `?span=${bar.spanId}` : "";
  const hasDetail = bar.error !== null || bar.statusCode !== null || bar.traceId !== null || bar.worker !== null;
  return (
    <li className={styles.attempt} data-outcome={bar.outcome}>
      <span title={`Attempt ${bar.attempt}`}>{bar.attempt}</span>
      <span>
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </span>
      <Track bar={bar} timeline={timeline} />
      <span className={styles.figure}>
        <Duration ms={bar.waitMs} />
      </span>
      <span className={styles.figure}>
        <Duration ms={bar.runMs} />
      </span>
      {hasDetail && (
        <span className={styles.detail}>
          {bar.statusCode !== null && <span>HTTP {bar.statusCode}</span>}
          {bar.error !== null && <span className={styles.message}>{bar.error}</span>}
          {bar.worker !== null && <span>on {bar.worker}</span>}
          {bar.traceId !== null && <ConsoleLink href={`${traceHref(bar.traceId)}${spanQuery}`}>its span</ConsoleLink>}
        </span>
      )}
    </li>
  );
}

function Track({ bar, timeline }: { bar: AttemptBar; timeline: AttemptTimeline }) {
  const readyAt = shareAt(timeline, bar.readyMs);
  const startAt = bar.startMs === null ? shareAt(timeline, bar.endMs) : shareAt(timeline, bar.startMs);
  const endAt = shareAt(timeline, bar.endMs);
  const began = bar.startMs === null ? "not begun" : `began ${formatAbsolute(bar.startMs)}`;
  const words = `waited ${formatDuration(bar.waitMs)}, ${began}, ran ${formatDuration(bar.runMs)}`;
  return (
    <span className={styles.track} role="img" aria-label={words} title={words}>
      {bar.waitMs > 0 && (
        <span className={styles.waiting} style={{ left: `${readyAt}%`, width: `${startAt - readyAt}%` }} />
      )}
      {bar.startMs !== null && (
        // At least two pixels wide, and never beyond the end of the axis.
        <span
          className={styles.running}
          style={{ left: `min(${startAt}%, calc(100% - 2px))`, width: `${endAt - startAt}%` }}
        />
      )}
    </span>
  );
}
