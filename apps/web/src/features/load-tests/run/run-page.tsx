"use client";

import { Skeleton } from "@mantine/core";
import type { LoadRunView } from "@plimsoll/core";
import { useEffect } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { ChartSkeleton, EmptyState, ErrorState } from "../../../components/states.tsx";
import type { TileQuery } from "../../../components/tile.tsx";
import { Trail } from "../../../components/trail.tsx";
import { LOAD_RUNS_HREF, LOAD_TESTS_HREF, loadTestHref } from "../../../lib/load-links.ts";
import { runStateWords } from "../model/run-states.ts";
import { CompareTab } from "./compare-tab.tsx";
import { RunBanners } from "./run-banners.tsx";
import { RunHeader } from "./run-header.tsx";
import { RunPanel, RunTabs, type RunTab, useRunTab } from "./run-tabs.tsx";
import { ScriptTab } from "./script-tab.tsx";
import { SlowestTab } from "./slowest-tab.tsx";
import { StepsTab } from "./steps-tab.tsx";
import { SummaryTab } from "./summary-tab.tsx";
import { TimeTab } from "./time-tab.tsx";
import { useRun } from "./use-run.ts";

/** One run of a load test, as it goes and afterwards: what was sent, what came back, and where the time went. */
export function RunPage({ runId }: { runId: string }) {
  const { query, isMissing, ageMs, connection } = useRun(runId);
  const [tab, setTab] = useRunTab();
  const view = query.data;
  useRunTitle(view);
  if (!view) return <RunMissing runId={runId} isMissing={isMissing} query={query} />;
  const { testId, name } = view.run;
  const steps = [
    { href: LOAD_TESTS_HREF, label: "Load tests" },
    testId ? { href: loadTestHref(testId), label: name } : { href: LOAD_RUNS_HREF, label: "Runs" },
  ];
  return (
    <>
      <Trail steps={steps} />
      <RunHeader view={view} ageMs={ageMs} connection={connection} updatedAtMs={query.dataUpdatedAt} />
      <RunBanners view={view} />
      <RunTabs view={view} chosen={tab} onChoose={setTab} />
      <RunPanel tab={tab}>
        <TabContent tab={tab} view={view} query={{ ...query, data: view }} />
      </RunPanel>
    </>
  );
}

function TabContent({ tab, view, query }: { tab: RunTab; view: LoadRunView; query: TileQuery<LoadRunView> }) {
  switch (tab) {
    case "steps":
      return <StepsTab query={query} />;
    case "slowest":
      return <SlowestTab query={query} />;
    case "time":
      return <TimeTab view={view} />;
    case "compare":
      return <CompareTab run={view.run} />;
    case "script":
      return <ScriptTab view={view} />;
    default:
      return <SummaryTab query={query} view={view} />;
  }
}

/** The browser's tab says how it goes while another one is in front. */
function useRunTitle(view: LoadRunView | undefined): void {
  const name = view?.run.name;
  const word = view && runStateWords(view.run.state).word;
  useEffect(() => {
    if (name) document.title = `${name}: ${word} · Load tests · Plimsoll`;
  }, [name, word]);
}

function RunMissing({ runId, isMissing, query }: { runId: string; isMissing: boolean; query: TileQuery<LoadRunView> }) {
  if (isMissing) {
    return (
      <>
        <PageHeader title="Run" />
        <EmptyState title="This run is not here">
          <p>
            There is no run <span className="mono">{runId}</span> in this project. See{" "}
            <ConsoleLink href={LOAD_RUNS_HREF}>all runs</ConsoleLink>.
          </p>
        </EmptyState>
      </>
    );
  }
  if (query.error) return <ErrorState error={query.error} what="The run" onRetry={() => query.refetch()} />;
  return (
    <div role="status" aria-busy="true" aria-label="Loading the run">
      <Skeleton height={24} width="32%" mb={8} />
      <Skeleton height={12} width="48%" mb={24} />
      <ChartSkeleton height={96} />
      <Skeleton height={16} my={16} width="40%" />
      <ChartSkeleton height={240} />
    </div>
  );
}
