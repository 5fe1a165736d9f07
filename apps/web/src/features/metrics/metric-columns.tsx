import type { MetricItem } from "@plimsoll/core";
import type { Column } from "../../components/data-table.tsx";
import { formatCount, formatFull } from "../../lib/format.ts";
import { kindWord } from "./metric-picker.tsx";
import styles from "./metrics.module.css";

export const metricColumns: readonly Column<MetricItem>[] = [
  {
    key: "name",
    header: "Metric",
    render: ({ name, description }) => (
      <span className={styles.named} title={description}>
        <span className="mono">{name}</span>
        <span className={styles.about}>{description}</span>
      </span>
    ),
    sortValue: ({ name }) => name,
    grow: true,
  },
  { key: "kind", header: "Kind", render: kindWord, sortValue: kindWord, hide: "narrow" },
  { key: "unit", header: "Unit", render: ({ unit }) => unit || "—", sortValue: ({ unit }) => unit, hide: "medium" },
  {
    key: "services",
    header: "Services",
    render: ({ services }) => services.join(", "),
    sortValue: ({ services }) => services.join(", "),
    hide: "narrow",
  },
  {
    key: "series",
    header: "Series",
    align: "right",
    render: ({ series }) => <span title={formatFull(series)}>{formatCount(series)}</span>,
    sortValue: ({ series }) => series,
  },
];
