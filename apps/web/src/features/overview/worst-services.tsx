"use client";

import type { Overview, ServiceListItem } from "@plimsoll/core";
import { useMemo } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { serviceColumns } from "../services/service-columns.tsx";
import { serviceHref } from "../../lib/trace-links.ts";
import { StatusBadge } from "../../components/status-badge.tsx";
import { byBadness, concernedServices } from "./state-sentence.ts";

const KEPT = new Set(["name", "ratePerSecond", "errorRatio", "p95Ms"]);

/** Services from bad to good. */
export function WorstServices({ overview }: { overview: Overview }) {
  const rows = useMemo(() => byBadness(overview), [overview]);
  const columns = useMemo(() => {
    const concerned = concernedServices(overview);
    const state: Column<ServiceListItem> = {
      key: "state",
      header: "State",
      hide: "narrow",
      render: (row) =>
        concerned.has(row.name) ? (
          <StatusBadge tone="warn">unusual</StatusBadge>
        ) : (
          <StatusBadge tone="ok">usual</StatusBadge>
        ),
    };
    const [name, ...rest] = serviceColumns.filter((column) => KEPT.has(column.key));
    return name ? [name, state, ...rest] : rest;
  }, [overview]);
  return (
    <DataTable
      id="overview"
      label="Services, worst first"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.name}
      rowHref={(row) => serviceHref(row.name)}
      bare
    />
  );
}
