"use client";

import type { ScanTargetItem } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import type { Column } from "../../../components/data-table.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { NoData, RelativeTime } from "../../../components/values.tsx";
import { scanHref, securityTargetHref } from "../../../lib/security-links.ts";
import { countWords, severityRank } from "../model/severity.ts";
import { GradeMark } from "../parts/grade-mark.tsx";
import { ScanProgressMark } from "../parts/scan-progress-mark.tsx";
import { SeverityCounts } from "../parts/severity-counts.tsx";
import styles from "../security.module.css";

type TargetColumn = Column<ScanTargetItem>;

const standing: readonly TargetColumn[] = [
  {
    key: "score",
    header: "Grade",
    render: (row) => <GradeMark grade={row.grade} score={row.score} />,
    sortValue: (row) => row.score,
    text: (row) => row.grade,
  },
  {
    key: "open",
    header: "Open",
    render: (row) => (row.score === null ? <NoData /> : <SeverityCounts counts={row.open} />),
    sortValue: (row) => (row.score === null ? null : severityRank(row.open)),
    text: (row) => countWords(row.open),
    hide: "narrow",
  },
  {
    key: "overdue",
    header: "Overdue",
    align: "right",
    hide: "narrow",
    render: (row) => <span className={row.overdue > 0 ? styles.late : "muted"}>{row.overdue}</span>,
    sortValue: (row) => row.overdue,
  },
];

/** The columns of the list of targets. */
export const targetColumns: readonly TargetColumn[] = [
  {
    key: "name",
    header: "Name",
    grow: true,
    render: (row) => (
      <ConsoleLink href={securityTargetHref(row.id)} title={row.origin ?? row.name}>
        {row.name}
      </ConsoleLink>
    ),
    sortValue: (row) => row.name,
  },
  {
    key: "origin",
    header: "Origin",
    optional: true,
    render: (row) => (row.origin ? <span className="mono">{row.origin}</span> : "files"),
    sortValue: (row) => row.origin ?? "files",
  },
  ...standing,
  {
    key: "ownership",
    header: "Ownership",
    hide: "medium",
    render: (row) => <Ownership target={row} />,
    sortValue: (row) => row.status,
  },
  {
    key: "lastScan",
    header: "Last scan",
    render: (row) => <LastScan target={row} />,
    sortValue: (row) => (row.lastScan ? Date.parse(row.lastScan.createdAt) : null),
    text: (row) => row.lastScan?.createdAt ?? null,
  },
  {
    key: "nextScan",
    header: "Next scan",
    align: "right",
    optional: true,
    render: (row) => <RelativeTime at={row.nextScanAt} />,
    sortValue: (row) => (row.nextScanAt ? Date.parse(row.nextScanAt) : null),
    text: (row) => row.nextScanAt,
  },
];

function Ownership({ target: { kind, status } }: { target: ScanTargetItem }) {
  if (kind === "files" || status === null) return <span className="muted">files</span>;
  return <StatusBadge tone={status === "pending" ? "warn" : "ok"}>{status}</StatusBadge>;
}

function LastScan({ target: { lastScan } }: { target: ScanTargetItem }) {
  if (!lastScan) return <span className="muted">never</span>;
  return (
    <span className={styles.progress}>
      <ConsoleLink href={scanHref(lastScan.id)} title={lastScan.message ?? undefined}>
        <ScanProgressMark scan={lastScan} />
      </ConsoleLink>
      <span className="muted">
        <RelativeTime at={lastScan.finishedAt ?? lastScan.createdAt} />
      </span>
    </span>
  );
}
