"use client";

import { Checkbox } from "@mantine/core";
import type { FindingItem, ScanDetail } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import type { Column } from "../../../components/data-table.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { findingHref, securityTargetHref } from "../../../lib/security-links.ts";
import { groupWord } from "../model/checks.ts";
import { findingStateWords, scanChangeWords } from "../model/finding-states.ts";
import { severityLevel } from "../model/severity.ts";
import { visibleText } from "../model/visible-text.ts";
import { SeverityBadge } from "../parts/severity-badge.tsx";
import styles from "../security.module.css";

type FindingColumn = Column<FindingItem>;

const severity: FindingColumn = {
  key: "severity",
  header: "Severity",
  render: (row) => <SeverityBadge severity={row.severity} />,
  sortValue: (row) => severityLevel(row.severity),
  text: (row) => row.severity,
};

const title: FindingColumn = {
  key: "title",
  header: "Finding",
  grow: true,
  render: (row) => (
    <ConsoleLink href={findingHref(row.id)} title={visibleText(row.title)}>
      {visibleText(row.title)}
    </ConsoleLink>
  ),
  text: (row) => row.title,
};

const place: FindingColumn = {
  key: "place",
  header: "Where",
  grow: true,
  hide: "narrow",
  render: (row) => (
    <span className="mono" title={visibleText(row.placeText)}>
      {visibleText(row.placeText)}
    </span>
  ),
  sortValue: (row) => row.placeText,
};

const state: FindingColumn = {
  key: "state",
  header: "State",
  hide: "narrow",
  render: (row) => {
    const { word, tone } = findingStateWords(row);
    return <StatusBadge tone={tone}>{word}</StatusBadge>;
  },
  sortValue: (row) => row.state,
};

const rest: readonly FindingColumn[] = [
  {
    key: "owner",
    header: "Owner",
    hide: "medium",
    render: (row) =>
      row.owner === null ? (
        <span className="muted">nobody</span>
      ) : (
        <span className={styles.name} title={row.owner}>
          {row.owner}
        </span>
      ),
    sortValue: (row) => row.owner,
  },
  {
    key: "due",
    header: "Due",
    align: "right",
    hide: "narrow",
    render: (row) => (
      <span className={row.isOverdue ? styles.late : undefined}>
        <RelativeTime at={row.dueAt} />
      </span>
    ),
    sortValue: (row) => (row.dueAt ? Date.parse(row.dueAt) : null),
    text: (row) => row.dueAt,
  },
  {
    key: "seen",
    header: "First seen",
    align: "right",
    hide: "medium",
    render: (row) => <RelativeTime at={row.firstSeenAt} />,
    sortValue: (row) => Date.parse(row.firstSeenAt),
    text: (row) => row.firstSeenAt,
  },
  {
    key: "group",
    header: "Group",
    optional: true,
    render: (row) => groupWord(row.group),
    sortValue: (row) => row.group,
  },
  {
    key: "check",
    header: "Check",
    optional: true,
    render: (row) => <span className="mono">{row.checkId}</span>,
    sortValue: (row) => row.checkId,
  },
];

const target: FindingColumn = {
  key: "target",
  header: "Target",
  hide: "medium",
  render: (row) => (
    <ConsoleLink href={securityTargetHref(row.targetId)} className={styles.name} title={row.targetName}>
      {row.targetName}
    </ConsoleLink>
  ),
  sortValue: (row) => row.targetName,
};

/** Columns of open findings of one target. */
export const findingColumnsOfTarget: readonly FindingColumn[] = [severity, title, place, ...rest];

interface Selection {
  chosen: ReadonlySet<string>;
  onToggle: (id: string) => void;
}

/** Columns of findings of all targets, with a box to choose each. */
export function findingColumns({ chosen, onToggle }: Selection): FindingColumn[] {
  const box: FindingColumn = {
    key: "chosen",
    header: "",
    width: "32px",
    render: (row) => (
      <Checkbox
        size="xs"
        aria-label={`Choose ${visibleText(row.title)}`}
        checked={chosen.has(row.id)}
        onChange={() => onToggle(row.id)}
      />
    ),
    text: (row) => row.id,
  };
  return [box, severity, title, place, target, state, ...rest];
}

type Change = ScanDetail["findings"][number];

/** A column of findings over rows that hold a finding each. */
function within(column: FindingColumn): Column<Change> {
  const { render, sortValue, text, ...look } = column;
  return {
    ...look,
    render: ({ finding }) => render(finding),
    ...(sortValue && { sortValue: ({ finding }) => sortValue(finding) }),
    ...(text && { text: ({ finding }) => text(finding) }),
  };
}

/** Columns of what a scan saw, by what it changed. */
export const changeColumns: readonly Column<Change>[] = [
  {
    key: "change",
    header: "Change",
    render: ({ change }) => {
      const { word, tone } = scanChangeWords(change);
      return <StatusBadge tone={tone}>{word}</StatusBadge>;
    },
    text: ({ change }) => change,
  },
  ...[severity, title, place, ...rest].map(within),
];
