"use client";

import type { ServiceListItem } from "@plimsoll/core";
import type { ReactNode } from "react";
import type { Column } from "../../components/data-table.tsx";
import { ErrorRatio } from "../../components/error-ratio.tsx";
import { countColumn, durationColumn } from "../../components/measure-columns.tsx";
import { ServiceLabel } from "../../components/service-label.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { Duration, Rate, RelativeTime } from "../../components/values.tsx";
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
        <ErrorRatio ratio={row.errorRatio} />
      </Trend>
    ),
    sortValue: (row) => row.errorRatio,
  },
  durationColumn("p50Ms", "p50", { hide: "medium" }),
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
  durationColumn("p99Ms", "p99", { hide: "medium" }),
  countColumn("requests", "Total", { optional: true }),
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
        <Sparkline values={values} label={label} color={color} width={56} height={18} />
      </span>
      <span className={styles.figure}>{children}</span>
    </span>
  );
}
