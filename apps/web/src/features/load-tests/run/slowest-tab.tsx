"use client";

import { Select } from "@mantine/core";
import type { LoadRunView, TracedRequest } from "@plimsoll/core";
import { IconArrowUpRight } from "@tabler/icons-react";
import { useMemo } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Duration, useClock } from "../../../components/values.tsx";
import { formatAbsolute, formatClock } from "../../../lib/format.ts";
import { traceHref } from "../../../lib/trace-links.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { isUnderWay } from "../model/run-states.ts";
import { errorWords } from "./outcome-tables.tsx";

/** Exporters send in batches: for so long after a request its trace may still be on its way. */
const TRACE_DELAY_MS = 30_000;

/** The slowest requests that carried a trace id, each one press away from what the servers did meanwhile. */
export function SlowestTab({ query }: { query: TileQuery<LoadRunView> }) {
  const [params, update] = useUrlParams();
  const step = params.get("step");
  return (
    <Tile title="Slowest requests" note="with the trace of the servers that answered them" query={query} flush>
      {({ slowest, run }) => (
        <DataTable
          id="slowest"
          label="Slowest requests"
          columns={slowestColumns}
          rows={slowest.filter((row) => step === null || row.step === step)}
          rowKey={(row) => row.traceId}
          rowHref={(row) => traceHref(row.traceId)}
          defaultSort="-latencyMs"
          toolbar={<StepSelect slowest={slowest} step={step} onStep={(next) => update({ step: next }, "replace")} />}
          empty={
            <EmptyState title="No request of this run carries a trace yet">
              <p>
                {isUnderWay(run.state)
                  ? "A share of the requests carries a trace id; the slowest of them appear here."
                  : "The share of requests that carry a trace id is a setting of the test: tracing.share."}
              </p>
            </EmptyState>
          }
        />
      )}
    </Tile>
  );
}

interface StepSelectProps {
  slowest: readonly TracedRequest[];
  step: string | null;
  onStep: (step: string | null) => void;
}

function StepSelect({ slowest, step, onStep }: StepSelectProps) {
  const steps = useMemo(() => [...new Set(slowest.map((row) => row.step))].toSorted(), [slowest]);
  return (
    <Select
      aria-label="Only of one step"
      placeholder="All steps"
      data={steps}
      value={step}
      onChange={onStep}
      clearable
      w={240}
    />
  );
}

const slowestColumns: Column<TracedRequest>[] = [
  {
    key: "latencyMs",
    header: "Latency",
    render: (row) => <Duration ms={row.latencyMs} />,
    sortValue: (row) => row.latencyMs,
  },
  {
    key: "step",
    header: "Step",
    grow: true,
    render: (row) => <span title={row.step}>{row.step}</span>,
    sortValue: (row) => row.step,
  },
  {
    key: "outcome",
    header: "Outcome",
    render: (row) => <Outcome request={row} />,
    sortValue: (row) => row.error ?? row.status,
  },
  {
    key: "at",
    header: "At",
    align: "right",
    hide: "narrow",
    render: (row) => (
      <time dateTime={row.at} title={formatAbsolute(row.at)}>
        {formatClock(row.at)}
      </time>
    ),
    sortValue: (row) => Date.parse(row.at),
    text: (row) => row.at,
  },
  { key: "trace", header: "Trace", render: (row) => <TraceLink request={row} />, text: (row) => row.traceId },
];

function Outcome({ request: { status, error } }: { request: TracedRequest }) {
  if (error === null) return <StatusBadge tone="ok">{status}</StatusBadge>;
  // A status that counts as failed says so itself; another kind stands beside the status that came, if one came.
  const words = status === null ? [error] : [String(status), ...(error === "status" ? [] : [error])];
  return (
    <span title={errorWords(error)}>
      <StatusBadge tone="error">{words.join(", ")}</StatusBadge>
    </span>
  );
}

/** The way to the trace; where none has arrived, that is said, and the link stays: its page keeps looking. */
function TraceLink({ request }: { request: TracedRequest }) {
  const isLate = useClock(15_000) - Date.parse(request.at) > TRACE_DELAY_MS;
  if (!request.traceArrived) {
    return (
      <ConsoleLink
        href={traceHref(request.traceId)}
        className="muted"
        title={isLate ? "No span of it arrived: the target may send no traces, or not to this instance" : undefined}
      >
        {isLate ? "did not arrive" : "not here yet"}
      </ConsoleLink>
    );
  }
  return (
    <ConsoleLink href={traceHref(request.traceId)} aria-label={`Trace of a request of ${request.step}`}>
      Trace <IconArrowUpRight size={12} aria-hidden="true" />
    </ConsoleLink>
  );
}
