"use client";

import type { TargetItem } from "@plimsoll/core";
import { IconTrash } from "@tabler/icons-react";
import { IconAction, RowAction } from "../../components/action-button.tsx";
import type { Column } from "../../components/data-table.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { NoData, RelativeTime } from "../../components/values.tsx";
import styles from "./job-settings.module.css";

const TONES = { pending: "warn", proven: "ok", approved: "ok" } as const;

/** Whether anything may be sent to a target, as a badge. */
export function TargetStatus({ status }: { status: TargetItem["status"] }) {
  return <StatusBadge tone={TONES[status]}>{status}</StatusBadge>;
}

/** Who opened it, or for how long the proof holds; for one that is closed, how the last check went. */
function Because({ target }: { target: TargetItem }) {
  if (target.status === "approved") {
    return (
      <>
        by {target.approvedBy ?? "an admin"} <RelativeTime at={target.approvedAt} />
      </>
    );
  }
  if (target.status === "proven") {
    return (
      <>
        ends <RelativeTime at={target.provenUntil} />
      </>
    );
  }
  if (!target.lastCheck) return <span className="muted">not checked yet</span>;
  return (
    <span title={target.lastCheck.message}>
      checked <RelativeTime at={target.lastCheck.at} />: {target.lastCheck.message}
    </span>
  );
}

interface TargetActions {
  onProve: (target: TargetItem) => void;
  onApprove: (target: TargetItem) => void;
  onRemove: (target: TargetItem) => void;
}

const columns: readonly Column<TargetItem>[] = [
  {
    key: "name",
    header: "Name",
    grow: true,
    render: (row) => <span title={`${row.name} ${row.origin}`}>{row.name}</span>,
    sortValue: (row) => row.name,
  },
  {
    key: "origin",
    header: "Origin",
    hide: "narrow",
    render: (row) => <span className="mono">{row.origin}</span>,
    sortValue: (row) => row.origin,
  },
  {
    key: "status",
    header: "Status",
    render: (row) => <TargetStatus status={row.status} />,
    sortValue: (row) => row.status,
  },
  {
    key: "private",
    header: "Address",
    hide: "medium",
    render: (row) => (row.isPrivate === null ? <NoData /> : row.isPrivate ? "private" : "public"),
    sortValue: (row) => (row.isPrivate === null ? null : row.isPrivate ? "private" : "public"),
  },
  {
    key: "because",
    header: "Because",
    hide: "narrow",
    render: (row) => (
      <span className={styles.because}>
        <Because target={row} />
      </span>
    ),
    text: (row) => row.approvedBy ?? row.provenUntil ?? row.lastCheck?.message ?? null,
  },
];

/** The columns of the list of targets. */
export function targetColumns({ onProve, onApprove, onRemove }: TargetActions): Column<TargetItem>[] {
  return [
    ...columns,
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) => (
        <span className={styles.actions}>
          {row.status !== "approved" && (
            <>
              <span className={styles.wide}>
                <RowAction needs="admin" onClick={() => onProve(row)} aria-label={`Prove ${row.name}`}>
                  Prove
                </RowAction>
              </span>
              <RowAction needs="admin" onClick={() => onApprove(row)} aria-label={`Approve ${row.name}`}>
                Approve
              </RowAction>
            </>
          )}
          <IconAction needs="admin" label={`Remove ${row.name}`} hint="Remove" onClick={() => onRemove(row)}>
            <IconTrash size={16} aria-hidden="true" />
          </IconAction>
        </span>
      ),
    },
  ];
}
