"use client";

import type { ServiceListItem } from "@plimsoll/core";
import type { ReactNode } from "react";
import type { Column } from "../../components/data-table.tsx";
import { ServiceLabel } from "../../components/service-label.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { Count, Duration, Percent, Rate, RelativeTime } from "../../components/values.tsx";
import styles from "./services.module.css";

/** The columns of every table of services. */
export const serviceColumns: readonly Column<ServiceListItem>[] = [
  {
    key: "name",
    header: "Service",
    render: (row) => <ServiceLabel service={row.name} />,
    sortValue: (row) => row.name,
    grow: true,
  },
  {
    key: "ratePerSecond",
    header: "Requests",
    align: "right",
    render: (row) => (
      <Trend values={row.spark.requests} label={`Requests of ${row.name} over time`} color="var(--accent)">
        <Rate perSecond={row.ratePerSecond} />
      </Trend>
    ),
    sortValue: (row) => row.ratePerSecond,
  },
  {
    key: "errorRatio",
    header: "Errors",
    align: "right",
    render: (row) => (
      <Trend values={row.spark.errors} label={`Errors of ${row.name} over time`} color="var(--error)">
        <span data-level={errorLevel(row.errorRatio)} className={styles.errors}>
          <Percent ratio={row.errorRatio} />
        </span>
      </Trend>
    ),
    sortValue: (row) => row.errorRatio,
  },
  {
    key: "p50Ms",
    header: "p50",
    align: "right",
    hide: "medium",
    render: (row) => <Duration ms={row.p50Ms} />,
    sortValue: (row) => row.p50Ms,
  },
  {
    key: "p95Ms",
    header: "p95",
    align: "right",
    render: (row) => (
      <Trend values={row.spark.p95Ms} label={`p95 of ${row.name} over time`} color="var(--info)">
        <Duration ms={row.p95Ms} />
      </Trend>
    ),
    sortValue: (row) => row.p95Ms,
  },
  {
    key: "p99Ms",
    header: "p99",
    align: "right",
    hide: "medium",
    render: (row) => <Duration ms={row.p99Ms} />,
    sortValue: (row) => row.p99Ms,
  },
  {
    key: "requests",
    header: "Total",
    align: "right",
    optional: true,
    render: (row) => <Count value={row.requests} />,
    sortValue: (row) => row.requests,
  },
  {
    key: "lastSeen",
    header: "Last seen",
    align: "right",
    hide: "narrow",
    render: (row) => <RelativeTime at={row.lastSeen} />,
    sortValue: (row) => Date.parse(row.lastSeen),
    text: (row) => row.lastSeen,
  },
];

/** How bad a share of errors is, for its colour; the figure beside it says the same. */
export function errorLevel(ratio: number | null): "none" | "some" | "many" {
  if (!ratio || ratio < 0.001) return "none";
  return ratio < 0.02 ? "some" : "many";
}

interface TrendProps {
  values: readonly (number | null)[];
  label: string;
  color: string;
  children: ReactNode;
}

function Trend({ values, label, color, children }: TrendProps) {
  return (
    <span className={styles.trend}>
      <span className={styles.spark}>
        <Sparkline values={values} label={label} color={color} width={72} height={18} />
      </span>
      <span className={styles.figure}>{children}</span>
    </span>
  );
}
