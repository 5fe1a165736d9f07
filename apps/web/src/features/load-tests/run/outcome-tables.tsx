"use client";

import type { LoadErrorKind, LoadRunView } from "@plimsoll/core";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { StatusBadge, type StatusTone } from "../../../components/status-badge.tsx";
import { Count, Percent } from "../../../components/values.tsx";

interface OutcomeRow {
  key: string;
  label: string;
  tone: StatusTone;
  count: number;
  share: number | null;
}

const columns: Column<OutcomeRow>[] = [
  {
    key: "label",
    header: "Outcome",
    grow: true,
    render: (row) => (
      <StatusBadge plain tone={row.tone}>
        {row.label}
      </StatusBadge>
    ),
    sortValue: (row) => row.label,
  },
  {
    key: "count",
    header: "Requests",
    align: "right",
    render: (row) => <Count value={row.count} />,
    sortValue: (row) => row.count,
  },
  {
    key: "share",
    header: "Share",
    align: "right",
    render: (row) => <Percent ratio={row.share} />,
    sortValue: (row) => row.share,
  },
];

function withShares(rows: Omit<OutcomeRow, "share">[], whole: number): OutcomeRow[] {
  return rows.map((row) => ({ ...row, share: whole > 0 ? row.count / whole : null }));
}

function toneOfStatus(status: number): StatusTone {
  if (status < 300) return "ok";
  if (status < 400) return "info";
  return status < 500 ? "warn" : "error";
}

/** How often each status code came back. */
export function AnswersTable({ view }: { view: LoadRunView }) {
  const whole = view.statuses.reduce((sum, { count }) => sum + count, 0);
  const rows = view.statuses.map(({ status, count }) => ({
    key: String(status),
    label: String(status),
    tone: toneOfStatus(status),
    count,
  }));
  return <OutcomeTable id="statuses" label="Status codes" rows={withShares(rows, whole)} empty="No answer came back" />;
}

const KINDS: Record<LoadErrorKind, string> = {
  dns: "the name was not found",
  connect: "no connection",
  tls: "TLS was refused",
  timeout: "no answer in time",
  reset: "the connection was cut",
  protocol: "the answer was no HTTP",
  body: "the answer was too large",
  forbidden: "a host that must not be reached",
  status: "a status that counts as failed",
  check: "a check failed",
  extract: "a value was not found",
};

/** What a kind of error means, in words. */
export function errorWords(kind: LoadErrorKind): string {
  return KINDS[kind];
}

/** Why requests failed. */
export function ErrorsTable({ view }: { view: LoadRunView }) {
  const whole = view.errors.reduce((sum, { count }) => sum + count, 0);
  const rows = view.errors.map(({ kind, count }) => ({
    key: kind,
    label: `${kind}: ${errorWords(kind)}`,
    tone: "error" as const,
    count,
  }));
  return <OutcomeTable id="errors" label="Errors by kind" rows={withShares(rows, whole)} empty="Nothing failed" />;
}

function OutcomeTable({ id, label, rows, empty }: { id: string; label: string; rows: OutcomeRow[]; empty: string }) {
  return (
    <DataTable
      id={`run-${id}`}
      label={label}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.key}
      defaultSort="-count"
      maxHeight={280}
      bare
      empty={<EmptyState title={empty} />}
    />
  );
}
