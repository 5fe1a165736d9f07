"use client";

import type { JobHistory } from "@plimsoll/core";
import { UnstyledButton } from "@mantine/core";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { countColumn, durationColumn, errorRatioColumn } from "../../../components/measure-columns.tsx";
import { EmptyState } from "../../../components/states.tsx";
import styles from "./queue.module.css";

type NameRow = JobHistory["names"][number];

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
    countColumn("finished", "Finished"),
    errorRatioColumn("failureRatio", "Failures"),
    durationColumn("waitP50Ms", "Wait p50", { hide: "medium" }),
    durationColumn("waitP95Ms", "Wait p95", { hide: "narrow" }),
    durationColumn("runP50Ms", "Run p50", { hide: "narrow" }),
    durationColumn("runP95Ms", "Run p95"),
    durationColumn("runP99Ms", "Run p99", { hide: "medium" }),
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
