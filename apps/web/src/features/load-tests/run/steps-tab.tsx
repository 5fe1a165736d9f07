"use client";

import type { LoadRunView, LoadStepFigures } from "@plimsoll/core";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { countColumn, durationColumn, errorRatioColumn } from "../../../components/measure-columns.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Bytes, Count, Percent, Rate } from "../../../components/values.tsx";
import styles from "./run.module.css";

const columns: Column<LoadStepFigures>[] = [
  {
    key: "name",
    header: "Step",
    grow: true,
    render: (row) => (
      <span title={row.name}>
        {row.name} {row.kind === "group" && <span className="muted">group</span>}
      </span>
    ),
    sortValue: (row) => row.name,
  },
  countColumn("answered", "Answers"),
  {
    key: "rate",
    header: "Rate",
    align: "right",
    hide: "narrow",
    render: (row) => <Rate perSecond={row.rate} />,
    sortValue: (row) => row.rate,
  },
  errorRatioColumn("errorShare", "Errors"),
  durationColumn("p50Ms", "p50", { hide: "narrow" }),
  durationColumn("p90Ms", "p90", { optional: true }),
  durationColumn("p95Ms", "p95"),
  durationColumn("p99Ms", "p99", { hide: "narrow" }),
  durationColumn("p999Ms", "p99.9", { hide: "medium" }),
  durationColumn("maxMs", "Longest", { hide: "medium" }),
  durationColumn("meanMs", "Mean", { optional: true }),
  countColumn("failed", "Failed", { optional: true }),
  countColumn("dropped", "Dropped", { optional: true }),
  {
    key: "bytesIn",
    header: "Received",
    align: "right",
    hide: "medium",
    render: (row) => <Bytes bytes={row.bytesIn} />,
    sortValue: (row) => row.bytesIn,
  },
];

/** The figures of each step, and how its checks went. */
export function StepsTab({ query }: { query: TileQuery<LoadRunView> }) {
  return (
    <div className={styles.stack}>
      <Tile title="Steps" note="latency from the planned send time" query={query} flush>
        {({ steps }) => (
          <DataTable
            id="run-steps"
            label="Figures by step"
            columns={columns}
            rows={steps.filter((step) => step.name !== "")}
            rowKey={(row) => `${row.kind} ${row.name}`}
            empty={<EmptyState title="No step has an answer yet" />}
          />
        )}
      </Tile>
      <Tile title="Checks" query={query} flush>
        {({ steps }) => <ChecksTable steps={steps} />}
      </Tile>
    </div>
  );
}

interface CheckRow {
  step: string;
  name: string;
  passed: number;
  failed: number;
}

const checkColumns: Column<CheckRow>[] = [
  {
    key: "name",
    header: "Check",
    grow: true,
    render: (row) => row.name,
    sortValue: (row) => row.name,
  },
  { key: "step", header: "Step", grow: true, hide: "narrow", render: (row) => row.step, sortValue: (row) => row.step },
  {
    key: "state",
    header: "Outcome",
    render: (row) => (
      <StatusBadge tone={row.failed > 0 ? "error" : "ok"}>{row.failed > 0 ? "failed" : "passed"}</StatusBadge>
    ),
    sortValue: (row) => row.failed,
  },
  countColumn("passed", "Passed"),
  {
    key: "failed",
    header: "Failed",
    align: "right",
    render: (row) => <Count value={row.failed} />,
    sortValue: (row) => row.failed,
  },
  {
    key: "share",
    header: "Passed, share",
    align: "right",
    hide: "narrow",
    render: (row) => <Percent ratio={passedShare(row)} />,
    sortValue: passedShare,
  },
];

function passedShare({ passed, failed }: CheckRow): number | null {
  return passed + failed > 0 ? passed / (passed + failed) : null;
}

function ChecksTable({ steps }: { steps: readonly LoadStepFigures[] }) {
  const rows = steps.flatMap((step) => step.checks.map((check) => ({ step: step.name, ...check })));
  return (
    <DataTable
      id="run-checks"
      label="Checks"
      columns={checkColumns}
      rows={rows}
      rowKey={(row) => `${row.step} ${row.name}`}
      defaultSort="-failed"
      bare
      empty={
        <EmptyState title="No step checks its answers">
          <p>Without checks an answer of 400 and above counts as failed, and nothing else.</p>
        </EmptyState>
      }
    />
  );
}
