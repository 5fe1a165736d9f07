"use client";

import type { JobHistory } from "@plimsoll/core";
import { UnstyledButton } from "@mantine/core";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { Count, Duration, Percent } from "../../../components/values.tsx";
import { errorLevel } from "../../services/service-columns.tsx";
import jobs from "../jobs.module.css";
import styles from "./queue.module.css";

type NameRow = JobHistory["names"][number];
type DurationKey = "waitP50Ms" | "waitP95Ms" | "runP50Ms" | "runP95Ms" | "runP99Ms";

function durationColumn(key: DurationKey, header: string, hide?: "narrow" | "medium"): Column<NameRow> {
  return {
    key,
    header,
    align: "right",
    ...(hide && { hide }),
    render: (row) => <Duration ms={row[key]} />,
    sortValue: (row) => row[key],
  };
}

/** Finished attempts by the name of their job; a press on a name shows its jobs. */
export function NamesTable({ names, onName }: { names: JobHistory["names"]; onName: (name: string) => void }) {
  const columns: Column<NameRow>[] = [
    {
      key: "name",
      header: "Name",
      grow: true,
      render: (row) => (
        <UnstyledButton
          className={styles.link}
          onClick={() => onName(row.name)}
          title={`Show the jobs named ${row.name}`}
        >
          {row.name}
        </UnstyledButton>
      ),
      sortValue: (row) => row.name,
    },
    {
      key: "finished",
      header: "Finished",
      align: "right",
      render: (row) => <Count value={row.finished} />,
      sortValue: (row) => row.finished,
    },
    {
      key: "failures",
      header: "Failures",
      align: "right",
      render: (row) => (
        <span className={jobs.level} data-level={errorLevel(row.failureRatio)}>
          <Percent ratio={row.failureRatio} />
        </span>
      ),
      sortValue: (row) => row.failureRatio,
    },
    durationColumn("waitP50Ms", "Wait p50", "medium"),
    durationColumn("waitP95Ms", "Wait p95", "narrow"),
    durationColumn("runP50Ms", "Run p50", "narrow"),
    durationColumn("runP95Ms", "Run p95"),
    durationColumn("runP99Ms", "Run p99", "medium"),
  ];
  return (
    <DataTable
      id="names"
      label="By name"
      columns={columns}
      rows={names}
      rowKey={(row) => row.name}
      defaultSort="-finished"
      maxHeight={320}
      empty={<EmptyState title="Nothing finished in this time range" />}
    />
  );
}
