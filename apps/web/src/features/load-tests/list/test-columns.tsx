"use client";

import type { LoadTestItem } from "@plimsoll/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { IconAction } from "../../../components/action-button.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import type { Column } from "../../../components/data-table.tsx";
import { ErrorRatio } from "../../../components/error-ratio.tsx";
import { ServiceLabel } from "../../../components/service-label.tsx";
import { Sparkline } from "../../../components/sparkline.tsx";
import { Duration, NoData, Rate, RelativeTime } from "../../../components/values.tsx";
import { loadRunHref, loadTestHref } from "../../../lib/load-links.ts";
import styles from "../load-tests.module.css";
import { isUnderWay, modeWords } from "../model/run-states.ts";
import { latestLine, trendOf } from "../model/trend.ts";
import { RunProgress } from "../run-progress.tsx";
import { BoundMark } from "./run-columns.tsx";

type TestColumn = Column<LoadTestItem>;

const about: readonly TestColumn[] = [
  {
    key: "name",
    header: "Name",
    grow: true,
    render: (row) => (
      <ConsoleLink href={loadTestHref(row.id)} title={row.description || row.name}>
        {row.name}
      </ConsoleLink>
    ),
    sortValue: (row) => row.name,
  },
  {
    key: "mode",
    header: "Load",
    hide: "medium",
    render: (row) => modeWords(row.mode),
    sortValue: (row) => modeWords(row.mode),
  },
  {
    key: "service",
    header: "Service",
    hide: "narrow",
    render: (row) => (row.service ? <ServiceLabel service={row.service} /> : <NoData />),
    sortValue: (row) => row.service,
  },
  {
    key: "target",
    header: "Target",
    optional: true,
    render: (row) => <span className="mono">{row.origins.join(", ")}</span>,
    sortValue: (row) => row.origins.join(", "),
  },
];

const lastRun: readonly TestColumn[] = [
  {
    key: "lastRun",
    header: "Last run",
    render: (row) => <LastRun test={row} />,
    sortValue: (row) => row.lastRun?.state ?? null,
  },
  {
    key: "p95",
    header: "p95",
    align: "right",
    hide: "narrow",
    render: ({ lastRun: run }) => <Duration ms={run?.figures?.p95Ms} />,
    sortValue: (row) => row.lastRun?.figures?.p95Ms ?? null,
  },
  {
    key: "errors",
    header: "Errors",
    align: "right",
    hide: "narrow",
    render: ({ lastRun: run }) => <ErrorRatio ratio={run?.errorShare ?? null} />,
    sortValue: (row) => row.lastRun?.errorShare ?? null,
  },
  {
    key: "loadLine",
    header: "Load line",
    align: "right",
    hide: "narrow",
    render: (row) => <LatestLine test={row} />,
    sortValue: (row) => latestLine(row.trend),
  },
  { key: "trend", header: "Trend", hide: "medium", render: (row) => <Sparks test={row} /> },
  {
    key: "when",
    header: "When",
    align: "right",
    hide: "narrow",
    render: ({ lastRun: run }) => (run ? <RelativeTime at={run.createdAt} /> : <NoData />),
    sortValue: ({ lastRun: run }) => (run ? Date.parse(run.createdAt) : null),
    text: ({ lastRun: run }) => run?.createdAt ?? null,
  },
];

/** The columns of the list of load tests. */
export function testColumns(onStart: (test: LoadTestItem) => void): TestColumn[] {
  return [
    ...about,
    ...lastRun,
    {
      key: "actions",
      header: "Actions",
      align: "right",
      render: (row) => (
        <IconAction
          needs="member"
          label={`Start ${row.name}`}
          hint="Start"
          blocked={row.lastRun && isUnderWay(row.lastRun.state) ? "It is running already" : null}
          onClick={() => onStart(row)}
        >
          <IconPlayerPlay size={16} aria-hidden="true" />
        </IconAction>
      ),
    },
  ];
}

function LastRun({ test: { lastRun: run } }: { test: LoadTestItem }) {
  if (!run) return <span className="muted">never run</span>;
  return (
    <ConsoleLink href={loadRunHref(run.id)} title={run.verdict ?? undefined}>
      <RunProgress run={run} />
      <BoundMark run={run} />
    </ConsoleLink>
  );
}

function LatestLine({ test }: { test: LoadTestItem }) {
  const line = latestLine(test.trend);
  if (line === null) return <NoData />;
  return (
    <span className={styles.line}>
      <Rate perSecond={line} />
    </span>
  );
}

/** How p95 and the load line went over the last runs; nothing to see before the second. */
function Sparks({ test: { name, trend } }: { test: LoadTestItem }) {
  const { p95Ms, loadLine, hasP95, hasLine } = trendOf(trend);
  if (trend.length < 2) return <span className="muted">from the second run on</span>;
  return (
    <span className={styles.sparks}>
      {hasP95 && <Sparkline values={p95Ms} label={`p95 of ${name} over its last runs`} width={64} height={18} />}
      {hasLine && (
        <Sparkline
          values={loadLine}
          label={`Load line of ${name} over its last runs`}
          color="var(--load-line)"
          width={64}
          height={18}
        />
      )}
    </span>
  );
}
