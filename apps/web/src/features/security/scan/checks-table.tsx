"use client";

import { SegmentedControl } from "@mantine/core";
import type { ScanCheckItem } from "@plimsoll/core";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { StatusBadge, type StatusTone } from "../../../components/status-badge.tsx";
import { Count, Duration, NoData } from "../../../components/values.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { groupWord, outcomeWords } from "../model/checks.ts";
import { visibleText } from "../model/visible-text.ts";
import styles from "./scan.module.css";

type CheckOutcome = ScanCheckItem["outcome"];

function wordsOf(outcome: CheckOutcome): { word: string; tone: StatusTone } {
  if (outcome === "waiting") return { word: "waiting", tone: "unknown" };
  if (outcome === "running") return { word: "running", tone: "info" };
  return outcomeWords(outcome);
}

const columns: readonly Column<ScanCheckItem>[] = [
  {
    key: "title",
    header: "Check",
    grow: true,
    render: (row) => <span title={`${row.title} (${row.checkId})`}>{row.title}</span>,
    sortValue: (row) => row.title,
  },
  {
    key: "group",
    header: "Group",
    hide: "narrow",
    render: (row) => groupWord(row.group),
    sortValue: (row) => row.group,
  },
  {
    key: "outcome",
    header: "Outcome",
    render: (row) => <StatusBadge tone={wordsOf(row.outcome).tone}>{wordsOf(row.outcome).word}</StatusBadge>,
    sortValue: (row) => wordsOf(row.outcome).word,
  },
  {
    key: "faults",
    header: "Faults",
    align: "right",
    render: (row) => (row.faults > 0 ? row.faults : <span className="muted">{row.outcome === "pass" ? 0 : ""}</span>),
    sortValue: (row) => row.faults,
  },
  {
    key: "reason",
    header: "Why",
    grow: true,
    hide: "medium",
    render: (row) =>
      row.reason && (
        <span className={styles.reason} title={visibleText(row.reason)}>
          {visibleText(row.reason)}
        </span>
      ),
    text: (row) => row.reason,
  },
  {
    key: "requests",
    header: "Requests",
    align: "right",
    hide: "medium",
    render: (row) => <Count value={row.requests} />,
    sortValue: (row) => row.requests,
  },
  {
    key: "duration",
    header: "Took",
    align: "right",
    hide: "narrow",
    render: (row) => (row.durationMs === null ? <NoData /> : <Duration ms={row.durationMs} />),
    sortValue: (row) => row.durationMs,
  },
  {
    key: "checkId",
    header: "Id",
    optional: true,
    render: (row) => <span className="mono">{row.checkId}</span>,
    sortValue: (row) => row.checkId,
  },
];

const FILTERS: readonly { id: string; label: string; holds: (outcome: CheckOutcome) => boolean }[] = [
  { id: "", label: "All", holds: () => true },
  { id: "fail", label: "Failed", holds: (outcome) => outcome === "fail" },
  { id: "open", label: "Not assessed", holds: (outcome) => outcome === "not-assessed" },
  { id: "pass", label: "Passed", holds: (outcome) => outcome === "pass" },
];

const TELLING: readonly CheckOutcome[] = ["fail", "not-assessed"];

/** Every check of a scan with its outcome and, where it says little, why. What tells something comes first once it is over. */
export function ChecksTable({ checks, isOver }: { checks: readonly ScanCheckItem[]; isOver: boolean }) {
  const [params, update] = useUrlParams();
  const filter = FILTERS.find(({ id }) => id === params.get("outcome")) ?? FILTERS[0];
  const rank = ({ outcome }: ScanCheckItem) => (TELLING.includes(outcome) ? TELLING.indexOf(outcome) : TELLING.length);
  const shown = checks.filter(({ outcome }) => filter?.holds(outcome) ?? true);
  const rows = isOver ? shown.toSorted((a, b) => rank(a) - rank(b)) : shown;
  return (
    <DataTable
      id="scan-checks"
      label="Checks"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.checkId}
      empty={<EmptyState title="No check is like that" />}
      toolbar={
        <SegmentedControl
          aria-label="Checks by outcome"
          data={FILTERS.map(({ id, label }) => ({ value: id, label }))}
          value={filter?.id ?? ""}
          onChange={(outcome) => update({ outcome }, "replace")}
        />
      }
    />
  );
}
