"use client";

import { Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { LoadTestDetail } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { ServiceLabel } from "../../../components/service-label.tsx";
import { EmptyState, ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Trail } from "../../../components/trail.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { LOAD_TESTS_HREF, loadRunHref } from "../../../lib/load-links.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import styles from "../load-tests.module.css";
import { planLoad } from "../model/planned-load.ts";
import { plannedWords } from "../model/planned-words.ts";
import { isUnderWay, modeWords } from "../model/run-states.ts";
import { RunProgress } from "../run-progress.tsx";
import { TargetState } from "../target-state.tsx";
import { TestActions } from "./test-actions.tsx";
import { TestRuns } from "./test-runs.tsx";
import { TrendChart } from "./trend-chart.tsx";

const ACTIVE_MS = 1000;
const QUIET_MS = 10_000;

/** One load test: what it sends where, how its runs went, and what can be done with it. */
export function TestPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  const query = useQuery({
    ...trpc.loadTests.get.queryOptions({ id }),
    refetchInterval: ({ state }) => {
      const run = state.data?.lastRun;
      return live && (run && isUnderWay(run.state) ? ACTIVE_MS : QUIET_MS);
    },
  });
  const test = query.data;
  useDocumentTitle(`${test?.name ?? "Load test"} · Load tests · Plimsoll`);
  return (
    <>
      <Trail steps={[{ href: LOAD_TESTS_HREF, label: "Load tests" }]} />
      {test ? (
        <>
          <PageHeader
            title={<TestTitle test={test} />}
            note={<TestNote test={test} />}
            actions={<TestActions test={test} />}
          />
          <TestBody test={test} query={query} />
        </>
      ) : (
        <TestMissing query={query} />
      )}
    </>
  );
}

function TestTitle({ test: { name, lastRun } }: { test: LoadTestDetail }) {
  return (
    <span className={styles.title}>
      {name}
      {lastRun && isUnderWay(lastRun.state) && (
        <ConsoleLink href={loadRunHref(lastRun.id)}>
          <RunProgress run={lastRun} />
        </ConsoleLink>
      )}
    </span>
  );
}

function TestNote({ test }: { test: LoadTestDetail }) {
  return (
    <span className={styles.note}>
      {test.service && <ServiceLabel service={test.service} />}
      <span>{modeWords(test.mode)}</span>
      {test.targets.map((target) => (
        <TargetState key={target.origin} target={target} />
      ))}
      <span>
        changed <RelativeTime at={test.updatedAt} />
      </span>
      <span>by {test.createdBy}</span>
    </span>
  );
}

function TestBody({ test, query }: { test: LoadTestDetail; query: TileQuery<LoadTestDetail> }) {
  return (
    <div className={styles.stack}>
      {test.description && <p className={styles.description}>{test.description}</p>}
      <Tile title="Trend" note="p95 and load line, run by run" query={query}>
        {({ trend }) =>
          trend.length > 0 ? (
            <TrendChart items={trend} />
          ) : (
            <p className={styles.none}>Its finished runs are drawn here, one point a run.</p>
          )
        }
      </Tile>
      <TestRuns testId={test.id} />
      <Tile title="What a run sends" query={query}>
        {(loaded) => <Plan test={loaded} />}
      </Tile>
    </div>
  );
}

function Plan({ test: { script } }: { test: LoadTestDetail }) {
  return (
    <div className={styles.plan}>
      <p>{plannedWords(planLoad(script))}</p>
      <ul aria-label="Thresholds">
        {script.thresholds.map((text) => (
          <li key={text} className="mono">
            {text}
          </li>
        ))}
      </ul>
      {script.thresholds.length === 0 && <p className="muted">No thresholds: a run passes whatever it measures.</p>}
    </div>
  );
}

function TestMissing({ query }: { query: TileQuery<LoadTestDetail> }) {
  if (!query.error)
    return (
      <div role="status" aria-busy="true" aria-label="Loading the load test">
        <Skeleton height={24} width="32%" mb={12} />
        <TableSkeleton rows={8} />
      </div>
    );
  if (describeError(query.error).status !== 404)
    return <ErrorState error={query.error} what="The load test" onRetry={() => query.refetch()} />;
  return (
    <EmptyState title="There is no such load test">
      <p>
        It was deleted, or belongs to another project. See{" "}
        <ConsoleLink href={LOAD_TESTS_HREF}>all load tests</ConsoleLink>.
      </p>
    </EmptyState>
  );
}
