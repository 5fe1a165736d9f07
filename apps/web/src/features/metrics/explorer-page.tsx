"use client";

import { Button, TextInput } from "@mantine/core";
import type { SystemStatus } from "@plimsoll/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, ErrorState, TableSkeleton } from "../../components/states.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { Tile } from "../../components/tile.tsx";
import { exporterVariables } from "../../lib/exporter-variables.ts";
import { plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import { metricColumns } from "./metric-columns.tsx";
import { MetricPicker } from "./metric-picker.tsx";
import styles from "./metrics.module.css";
import { MOST_QUESTIONS, type Question, readQuestions, writeQuestions } from "./model/question.ts";
import { QuestionCard } from "./question-card.tsx";
import { questionOf } from "./question-fields.tsx";
import { useMetricNames } from "./use-metric-names.ts";

/** Any metric, filtered, grouped and drawn; all of it is in the link. */
export function ExplorerPage() {
  const [params, update] = useUrlParams();
  const questions = readQuestions(params.get("q"));
  const [isAdding, setAdding] = useState(false);
  const set = (next: Question[], mode: "push" | "replace" = "push") => update({ q: writeQuestions(next) }, mode);
  const add = (question: Question) => {
    set([...questions, question]);
    setAdding(false);
  };
  const isFull = questions.length >= MOST_QUESTIONS;
  return (
    <>
      <PageHeader
        title="Metrics"
        note="What services measure of themselves, as they send it"
        actions={
          questions.length > 0 && (
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden="true" />}
              disabled={isFull}
              onClick={() => setAdding(true)}
            >
              Add a metric
            </Button>
          )
        }
      />
      {questions.length === 0 && <AllMetrics />}
      <div className={styles.cards}>
        {questions.map((question, index) => (
          <QuestionCard
            // A question has no id: the same may be asked twice.
            key={index}
            question={question}
            onChange={(next) => set(questions.map((each, at) => (at === index ? next : each)))}
            onCopy={isFull ? undefined : () => set(questions.toSpliced(index + 1, 0, question))}
            onRemove={() => set(questions.filter((_, at) => at !== index))}
          />
        ))}
        {isAdding && questions.length > 0 && (
          <section className={styles.card} aria-label="Another metric">
            <MetricPicker value="" onPick={(item) => add(questionOf(item))} autoFocus />
          </section>
        )}
      </div>
    </>
  );
}

/** What there is, before anything was chosen. */
function AllMetrics() {
  const [params, update] = useUrlParams();
  const text = params.get("filter") ?? "";
  const names = useMetricNames(text);
  if (names.error && !names.data) {
    return <ErrorState error={names.error} what="The metrics" onRetry={() => void names.refetch()} />;
  }
  if (names.data?.items.length === 0 && text === "") return <NoMetrics />;
  return (
    <Tile
      title="All metrics"
      note={names.data && countWords(names.data)}
      query={names}
      skeleton={<TableSkeleton />}
      flush
    >
      {({ items }) => (
        <DataTable
          id="metrics"
          label="Metrics"
          columns={metricColumns}
          rows={items}
          rowKey={({ name }) => name}
          rowHref={(item) => `/metrics?q=${encodeURIComponent(writeQuestions([questionOf(item)]) ?? "")}`}
          defaultSort="name"
          empty={<EmptyState title={`No metric has “${text}” in its name or description`} />}
          toolbar={
            <TextInput
              aria-label="Filter metrics by name or description"
              placeholder="Filter by name or description"
              leftSection={<IconSearch size={16} aria-hidden="true" />}
              value={text}
              onChange={(event) => update({ filter: event.currentTarget.value }, "replace")}
              w={280}
            />
          }
        />
      )}
    </Tile>
  );
}

function countWords({ items, more }: { items: readonly unknown[]; more: number }): string {
  return more === 0
    ? plural(items.length, "metric")
    : `the first ${items.length} of ${plural(items.length + more, "metric")}`;
}

/** How the first metrics come here, with this instance's own address. */
function NoMetrics() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.system.status.queryOptions());
  return (
    <EmptyState title="No metrics in this time range">
      <p>A service with an OpenTelemetry SDK sends its metrics with these variables:</p>
      {data && <CodeBlock label="OpenTelemetry variables" text={exporterVariables(data.ingest)} />}
      <p>Prometheus sends what it collects when it is told to write here, in its configuration:</p>
      {data && <CodeBlock label="Prometheus configuration" text={remoteWrite(data.ingest)} />}
    </EmptyState>
  );
}

function remoteWrite({ httpUrl, auth }: SystemStatus["ingest"]): string {
  const lines = ["remote_write:", `  - url: ${httpUrl}/api/v1/write`];
  if (auth === "key") lines.push("    authorization:", "      credentials: YOUR_KEY");
  return lines.join("\n");
}
