"use client";

import { SegmentedControl, UnstyledButton } from "@mantine/core";
import { useMemo } from "react";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { countColumn } from "../../../components/measure-columns.tsx";
import { ServiceLabel } from "../../../components/service-label.tsx";
import { Duration } from "../../../components/values.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { groupSpans, type SpanGroup } from "../model/span-groups.ts";
import type { TraceModel } from "../model/trace-model.ts";
import classes from "./trace-view.module.css";

/** What each service or operation of the trace did in sum. A click leads to the longest span of a group. */
export function SpanTable({ model, onOpen }: { model: TraceModel; onOpen: (span: number) => void }) {
  const [params, update] = useUrlParams();
  const by = params.get("group") === "service" ? "service" : "operation";
  const groups = useMemo(() => groupSpans(model, by), [model, by]);
  const total = model.rangeEnd - model.rangeStart;
  const columns = useMemo(() => columnsOf(by, total, onOpen), [by, total, onOpen]);
  return (
    <div className={classes.table}>
      <DataTable<SpanGroup>
        id="trace-groups"
        label={`Spans by ${by}`}
        columns={columns}
        rows={groups}
        rowKey={(group) => group.key}
        defaultSort="-self"
        toolbar={
          <SegmentedControl
            aria-label="Group by"
            value={by}
            onChange={(value) => update({ group: value === "service" ? "service" : null }, "replace")}
            data={[
              { value: "operation", label: "By operation" },
              { value: "service", label: "By service" },
            ]}
          />
        }
      />
    </div>
  );
}

function columnsOf(by: "service" | "operation", total: number, onOpen: (span: number) => void): Column<SpanGroup>[] {
  const operation: Column<SpanGroup> = {
    key: "operation",
    header: "Operation",
    grow: true,
    render: (group) => <OperationButton group={group} onOpen={onOpen} />,
    sortValue: (group) => group.operation,
  };
  return [
    {
      key: "service",
      header: "Service",
      render: (group) => <ServiceLabel service={group.service} plain />,
      sortValue: (group) => group.service,
      grow: by === "service",
    },
    ...(by === "operation" ? [operation] : []),
    countColumn("count", "Spans"),
    nanosColumn("self", "Self time"),
    {
      key: "share",
      header: "Share of self",
      width: "120px",
      hide: "narrow",
      render: (group) => <ShareBar ratio={group.self / total} />,
      text: (group) => group.self / total,
    },
    nanosColumn("total", "Total", "narrow"),
    nanosColumn("p95", "p95", "narrow"),
    nanosColumn("max", "Longest", "narrow"),
    {
      key: "errors",
      header: "Errors",
      align: "right",
      render: (group) => <span data-error={group.errors > 0 || undefined}>{group.errors}</span>,
      sortValue: (group) => group.errors,
    },
  ];
}

/** A duration that the model counts in nanoseconds; milliseconds in a CSV file. */
function nanosColumn(key: "total" | "self" | "p95" | "max", header: string, hide?: "narrow"): Column<SpanGroup> {
  return {
    key,
    header,
    align: "right",
    render: (group) => <Duration ms={group[key] / 1e6} />,
    sortValue: (group) => group[key],
    text: (group) => group[key] / 1e6,
    ...(hide && { hide }),
  };
}

function OperationButton({ group, onOpen }: { group: SpanGroup; onOpen: (span: number) => void }) {
  return (
    <UnstyledButton
      className={classes.open}
      onClick={() => onOpen(group.longest)}
      title={`${group.operation}: show the longest span`}
    >
      {group.operation}
    </UnstyledButton>
  );
}

function ShareBar({ ratio }: { ratio: number }) {
  return <span className={classes.share} style={{ width: `${Math.min(100, ratio * 100)}%` }} />;
}
