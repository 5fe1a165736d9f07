"use client";

import type { ScanItem } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import type { Column } from "../../../components/data-table.tsx";
import { NoData, RelativeTime } from "../../../components/values.tsx";
import { scanHref, securityTargetHref } from "../../../lib/security-links.ts";
import { changeWords, triggerWords } from "../model/scan-states.ts";
import { GradeMark } from "../parts/grade-mark.tsx";
import { ScanProgressMark } from "../parts/scan-progress-mark.tsx";
import { SeverityCounts } from "../parts/severity-counts.tsx";

type ScanColumn = Column<ScanItem>;

const what: readonly ScanColumn[] = [
  { key: "state", header: "State", render: (row) => <ScanProgressMark scan={row} />, text: (row) => row.state },
  {
    key: "changes",
    header: "Changes",
    grow: true,
    hide: "narrow",
    render: (row) => <Changes scan={row} />,
    text: (row) => row.changes && changeWords(row.changes),
  },
  {
    key: "open",
    header: "Open after it",
    hide: "medium",
    render: (row) => (row.open ? <SeverityCounts counts={row.open} /> : <NoData />),
    text: (row) => row.open && Object.values(row.open).join("/"),
  },
  {
    key: "grade",
    header: "Grade",
    hide: "narrow",
    render: (row) => (row.grade ? <GradeMark grade={row.grade} score={row.score} /> : <NoData />),
    text: (row) => row.grade,
  },
  {
    key: "profile",
    header: "Profile",
    hide: "medium",
    render: (row) => (row.kind === "files" ? "files" : row.profile),
    text: (row) => (row.kind === "files" ? "files" : row.profile),
  },
  {
    key: "trigger",
    header: "Began",
    hide: "medium",
    render: (row) => triggerWords(row.trigger),
    text: (row) => row.trigger,
  },
  {
    key: "build",
    header: "Build",
    optional: true,
    render: (row) => (row.build ? <span className="mono">{row.build}</span> : <NoData />),
    text: (row) => row.build,
  },
  { key: "startedBy", header: "By", optional: true, render: (row) => row.startedBy, text: (row) => row.startedBy },
];

/** Columns of scans of all targets. */
export const scanColumns: readonly ScanColumn[] = [
  {
    key: "target",
    header: "Target",
    grow: true,
    render: (row) => (
      <ConsoleLink href={scanHref(row.id)} title={row.targetName}>
        {row.targetName}
      </ConsoleLink>
    ),
    text: (row) => row.targetName,
  },
  ...what,
  {
    key: "when",
    header: "When",
    align: "right",
    render: (row) => <RelativeTime at={row.createdAt} />,
    text: (row) => row.createdAt,
  },
  {
    key: "page",
    header: "Target's page",
    optional: true,
    render: (row) => <ConsoleLink href={securityTargetHref(row.targetId)}>{row.targetName}</ConsoleLink>,
    text: (row) => row.targetId,
  },
];

/** Columns of the scans of one target: its name stands in the page's heading. */
export const scanColumnsOfTarget: readonly ScanColumn[] = [
  {
    key: "when",
    header: "When",
    render: (row) => (
      <ConsoleLink href={scanHref(row.id)}>
        <RelativeTime at={row.createdAt} />
      </ConsoleLink>
    ),
    text: (row) => row.createdAt,
  },
  ...what,
];

function Changes({ scan: { changes, message } }: { scan: ScanItem }) {
  if (changes) return <span title={message ?? undefined}>{changeWords(changes)}</span>;
  return message ? <span title={message}>{message}</span> : <NoData />;
}
