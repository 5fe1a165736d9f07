"use client";

import type { LoadShareView } from "@plimsoll/core";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { StatusBadge, type StatusTone } from "../../../components/status-badge.tsx";
import { NoData } from "../../../components/values.tsx";

const STATES: Record<LoadShareView["state"], { tone: StatusTone; word: string }> = {
  waiting: { tone: "unknown", word: "waiting" },
  ready: { tone: "info", word: "ready" },
  running: { tone: "info", word: "running" },
  done: { tone: "ok", word: "done" },
  lost: { tone: "error", word: "lost" },
  failed: { tone: "error", word: "failed" },
};

const columns: Column<LoadShareView>[] = [
  { key: "index", header: "Part", render: (row) => row.index + 1, sortValue: (row) => row.index },
  {
    key: "state",
    header: "State",
    render: (row) => <StatusBadge tone={STATES[row.state].tone}>{STATES[row.state].word}</StatusBadge>,
    sortValue: (row) => STATES[row.state].word,
  },
  {
    key: "worker",
    header: "Worker process",
    grow: true,
    render: (row) => (row.worker ? <span className="mono">{row.worker}</span> : <NoData />),
    sortValue: (row) => row.worker,
  },
  {
    key: "lastSecond",
    header: "Last second",
    align: "right",
    render: (row) => row.lastSecond ?? <NoData />,
    sortValue: (row) => row.lastSecond,
  },
  {
    key: "error",
    header: "Error",
    hide: "narrow",
    render: (row) => row.error,
    text: (row) => row.error,
  },
];

/** The worker processes that a run was split over. */
export function SharesTable({ shares }: { shares: readonly LoadShareView[] }) {
  return (
    <DataTable
      id="run-workers"
      label="Worker processes of the run"
      columns={columns}
      rows={shares}
      rowKey={(row) => String(row.index)}
      bare
    />
  );
}
