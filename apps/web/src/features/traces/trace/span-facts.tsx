"use client";

import type { TraceSpan } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { formatNano, formatPercent } from "../../../lib/format.ts";
import { jobHref } from "../../../lib/job-links.ts";
import { loadRunHref } from "../../../lib/load-links.ts";
import { exactNanos, preciseTime } from "../model/exact-time.ts";
import { jobOfSpan } from "../model/job-of-span.ts";
import { loadRunOfSpan } from "../model/load-run-of-span.ts";
import { STATUS_ERROR, type TraceModel } from "../model/trace-model.ts";
import classes from "./drawer.module.css";

/** As `traces.span` answers; the self time of a span is in the outline. */
export type SpanDetail = Omit<TraceSpan, "selfTimeNano">;

interface SpanFactsProps {
  model: TraceModel;
  span: number;
  /** Undefined until it arrived; most facts are in the outline. */
  detail: SpanDetail | undefined;
  onSelect: (span: number) => void;
}

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** What every span has: status, times, kind, ids, and its parent. */
export function SpanFacts({ model, span, detail, onSelect }: SpanFactsProps) {
  const { outline } = model;
  return (
    <dl className={classes.facts}>
      <dt>Status</dt>
      <dd>
        <SpanStatus status={outline.status[span] ?? 0} />
        {detail?.statusMessage && <span className={classes.statusMessage}>{detail.statusMessage}</span>}
      </dd>
      <Times model={model} span={span} />
      <dt>Kind</dt>
      <dd>{KINDS[outline.kind[span] ?? 0]}</dd>
      <dt>Span id</dt>
      <dd>
        <CopyableId id={outline.spanId[span] ?? ""} label="span id" length={16} />
      </dd>
      <dt>Parent</dt>
      <dd>
        <ParentSpan model={model} span={span} detail={detail} onSelect={onSelect} />
      </dd>
      {detail && <JobFact detail={detail} />}
      {detail && <LoadRunFact detail={detail} />}
    </dl>
  );
}

function SpanStatus({ status }: { status: number }) {
  return (
    <StatusBadge plain tone={status === STATUS_ERROR ? "error" : status === 1 ? "ok" : "unknown"}>
      {status === STATUS_ERROR ? "Error" : status === 1 ? "OK" : "Not set"}
    </StatusBadge>
  );
}

function Times({ model, span }: Pick<SpanFactsProps, "model" | "span">) {
  const { outline } = model;
  const duration = outline.duration[span] ?? 0;
  const self = outline.selfTime[span] ?? 0;
  const start = outline.start[span] ?? 0;
  const started = BigInt(outline.startTimeUnixNano) + BigInt(Math.round(start));
  return (
    <>
      <dt>Duration</dt>
      <dd title={exactNanos(duration)}>
        {formatNano(duration)} <span className="muted">{exactNanos(duration)}</span>
      </dd>
      <dt>Self time</dt>
      <dd title={exactNanos(self)}>
        {formatNano(self)}{" "}
        <span className="muted">
          {duration > 0 ? `${formatPercent(self / duration)} of the span` : exactNanos(self)}
        </span>
      </dd>
      <dt>Start</dt>
      <dd>
        +{formatNano(start - model.rangeStart)} <span className="muted">{preciseTime(started)}</span>
      </dd>
    </>
  );
}

function ParentSpan({ model, span, detail, onSelect }: SpanFactsProps) {
  const { outline } = model;
  const parent = model.parent[span] ?? -1;
  if (parent >= 0) {
    return (
      <button type="button" className={classes.link} onClick={() => onSelect(parent)}>
        {outline.operations[outline.operation[parent] ?? 0]}
      </button>
    );
  }
  if (model.orphan[span] === 1 && detail && loadRunOfSpan(detail)) {
    return <span className="muted">The load generator, which sends no spans</span>;
  }
  if (model.orphan[span] === 1) {
    return (
      <StatusBadge plain tone="warn">
        Missing{detail?.parentSpanId ? `: ${detail.parentSpanId}` : ""}
      </StatusBadge>
    );
  }
  return <span className="muted">None, this is a root</span>;
}

/** The job that the span enqueued or ran, as a link to its page. */
function JobFact({ detail }: { detail: SpanDetail }) {
  const job = jobOfSpan(detail);
  if (!job) return null;
  return (
    <>
      <dt>Job</dt>
      <dd>
        <ConsoleLink href={jobHref(job.source, job.queue, job.id)}>
          {job.queue} / <span className="mono">{job.id}</span>
        </ConsoleLink>
      </dd>
    </>
  );
}

/** The run of a load test whose request led to the span. */
function LoadRunFact({ detail }: { detail: SpanDetail }) {
  const run = loadRunOfSpan(detail);
  if (!run) return null;
  return (
    <>
      <dt>Load run</dt>
      <dd>
        <ConsoleLink href={loadRunHref(run)} className="mono">
          {run}
        </ConsoleLink>
      </dd>
    </>
  );
}
