"use client";

import type { Overview, ServiceListItem, ServiceLoadLine } from "@plimsoll/core";
import { useMemo } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { serviceColumns } from "../services/service-columns.tsx";
import { serviceHref } from "../../lib/trace-links.ts";
import { StatusBadge } from "../../components/status-badge.tsx";
import { NoData } from "../../components/values.tsx";
import { headroomOf, headroomText, headroomTone } from "../services/model/headroom.ts";
import { byBadness, concernedServices } from "./state-sentence.ts";

const KEPT = new Set(["name", "ratePerSecond", "errorRatio", "p95Ms"]);

/** Services from bad to good, with their headroom where a load line is known. */
export function WorstServices({ overview, lines }: { overview: Overview; lines: readonly ServiceLoadLine[] }) {
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
    const all = name ? [name, state, ...rest] : rest;
    return lines.some((line) => headroomOf(line) !== null) ? [...all, headroomColumn(lines)] : all;
  }, [overview, lines]);
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

function headroomColumn(lines: readonly ServiceLoadLine[]): Column<ServiceListItem> {
  const headrooms = new Map(lines.map((line) => [line.service, headroomOf(line)]));
  const valueOf = (row: ServiceListItem) => headrooms.get(row.name) ?? null;
  return {
    key: "headroom",
    header: "Headroom",
    align: "right",
    hide: "narrow",
    render: (row) => {
      const headroom = valueOf(row);
      if (headroom === null) return <NoData />;
      return (
        <StatusBadge plain tone={headroomTone(headroom).tone}>
          {headroomText(headroom)}
        </StatusBadge>
      );
    },
    sortValue: valueOf,
  };
}
