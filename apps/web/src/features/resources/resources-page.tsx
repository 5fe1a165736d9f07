"use client";

import { SegmentedControl, Select } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CodeBlock } from "../../components/code-block.tsx";
import { ConsoleLink } from "../../components/console-link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ChartSkeleton, EmptyState } from "../../components/states.tsx";
import { QueryContent } from "../../components/tile.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import { MetricChart } from "../metrics/metric-chart.tsx";
import { writeQuestions } from "../metrics/model/question.ts";
import { type ResourceQuestion, resourceQuestions, type ResourceView } from "./resource-charts.ts";
import styles from "./resources.module.css";

/** As many names as one answer has; those of resources are among the first by their conventions. */
const MOST_NAMES = 500;

/** What processes and hosts have of processor, memory and the rest, from the metrics that they send. */
export function ResourcesPage() {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const [params, update] = useUrlParams();
  const view: ResourceView = params.get("view") === "hosts" ? "hosts" : "processes";
  const service = params.get("service");
  const names = useQuery({
    ...trpc.metrics.names.queryOptions({ from, to, limit: MOST_NAMES }),
    placeholderData: keepPreviousData,
  });
  const services = [...new Set(names.data?.items.flatMap((item) => item.services) ?? [])].toSorted();
  return (
    <>
      <PageHeader
        title="Resources"
        note="Processor, memory and the rest, of each process and host"
        actions={
          <>
            <Select
              aria-label="Service"
              placeholder="All services"
              data={services}
              value={service}
              searchable
              clearable
              onChange={(next) => update({ service: next })}
              w={200}
            />
            <SegmentedControl
              aria-label="Of what"
              data={[
                { value: "processes", label: "Processes" },
                { value: "hosts", label: "Hosts" },
              ]}
              value={view}
              onChange={(next) => update({ view: next === "hosts" ? next : null })}
            />
          </>
        }
      />
      <QueryContent query={names} what="The metrics" skeleton={<ChartSkeleton height={320} />}>
        {({ items }) => {
          const sent = new Set(items.map(({ name }) => name));
          const charts = resourceQuestions(view, sent, service);
          return charts.length === 0 ? <Nothing view={view} /> : <Charts charts={charts} />;
        }}
      </QueryContent>
    </>
  );
}

function Charts({ charts }: { charts: readonly ResourceQuestion[] }) {
  return (
    <div className={styles.grid}>
      {charts.map(({ title, question }) => (
        <section key={title} className={styles.chart} aria-label={title}>
          <header className={styles.head}>
            <h2>{title}</h2>
            <ConsoleLink className="mono" href={`/metrics?q=${encodeURIComponent(writeQuestions([question]) ?? "")}`}>
              {question.metric}
            </ConsoleLink>
          </header>
          <MetricChart question={question} height={160} />
        </section>
      ))}
    </div>
  );
}

const HOW = {
  processes: {
    title: "No process sends metrics of its runtime in this time range",
    sentence: "A Node.js service does with the instrumentation of its runtime:",
    code: "npm install @opentelemetry/instrumentation-runtime-node\n# then: registerInstrumentations({ instrumentations: [new RuntimeNodeInstrumentation()] })",
  },
  hosts: {
    title: "No host sends metrics in this time range",
    sentence: "An OpenTelemetry Collector on the host does with the receiver hostmetrics:",
    code: "receivers:\n  hostmetrics:\n    scrapers: { cpu: , memory: , load: , network: , disk: , filesystem: }",
  },
};

function Nothing({ view }: { view: ResourceView }) {
  const { title, sentence, code } = HOW[view];
  return (
    <EmptyState title={title}>
      <p>{sentence}</p>
      <CodeBlock label="how to send them" text={code} />
    </EmptyState>
  );
}
