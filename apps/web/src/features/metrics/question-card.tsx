"use client";

import { ActionIcon, MultiSelect, Select, Tooltip } from "@mantine/core";
import type { MetricAggregation, MetricItem } from "@plimsoll/core";
import { IconCopy, IconX } from "@tabler/icons-react";
import { plural } from "../../lib/format.ts";
import { Conditions, useMetricLabels } from "./conditions.tsx";
import { MetricChart } from "./metric-chart.tsx";
import { kindWord, MetricPicker } from "./metric-picker.tsx";
import styles from "./metrics.module.css";
import { aggregationsOf, aggregationWord, type Question } from "./model/question.ts";
import { useMetric } from "./use-metric-names.ts";

/** What is typed needs no line of its own below what was chosen. */
const NARROW_FIELD = { inputField: { minWidth: 32 } };

interface QuestionCardProps {
  question: Question;
  onChange: (question: Question) => void;
  onCopy: (() => void) | undefined;
  onRemove: () => void;
}

/** One metric: what is asked of it, and the answer. */
export function QuestionCard({ question, onChange, onCopy, onRemove }: QuestionCardProps) {
  const { metric } = question;
  const item = useMetric(metric);
  return (
    <section className={styles.card} aria-label={metric}>
      <div className={styles.bar}>
        <QuestionFields question={question} onChange={onChange} />
        <CardTools metric={metric} onCopy={onCopy} onRemove={onRemove} />
      </div>
      {item && (
        <p className={styles.facts}>
          {[kindWord(item), item.unit, plural(item.series, "series", "series"), item.description]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
      {item === null && <p className={styles.facts}>Nothing of this metric was sent in this time range.</p>}
      <MetricChart question={question} />
    </section>
  );
}

/** What is asked of a metric, as fields in a row. */
export function QuestionFields({ question, onChange }: Pick<QuestionCardProps, "question" | "onChange">) {
  const { metric, aggregation, groupBy, where } = question;
  const item = useMetric(metric);
  const labels = useMetricLabels(metric);
  const choices = item ? aggregationsOf(item) : [aggregation];
  // Labels of another metric say nothing of this one.
  const pick = (next: MetricItem) => onChange({ ...questionOf(next), groupBy: [], where: [] });
  return (
    <>
      <MetricPicker key={metric} value={metric} onPick={pick} />
      <Select
        aria-label="What is shown of it"
        data={choices.map((value) => ({ value, label: aggregationWord(value) }))}
        value={aggregation}
        allowDeselect={false}
        onChange={(next) => onChange({ ...question, aggregation: next as MetricAggregation })}
        w={116}
      />
      <MultiSelect
        aria-label="A line for each"
        placeholder={groupBy.length === 0 ? "A line for each …" : ""}
        data={[...new Set([...groupBy, ...labels])]}
        value={groupBy}
        searchable
        maxValues={8}
        onChange={(next) => onChange({ ...question, groupBy: next })}
        className={styles.group ?? ""}
        styles={NARROW_FIELD}
      />
      <Conditions
        metric={metric}
        labels={labels}
        where={where}
        onChange={(next) => onChange({ ...question, where: next })}
      />
    </>
  );
}

function CardTools({ metric, onCopy, onRemove }: Pick<QuestionCardProps, "onCopy" | "onRemove"> & { metric: string }) {
  return (
    <span className={styles.tools}>
      {onCopy && (
        <Tooltip label="Ask the same again, to change it">
          <ActionIcon variant="subtle" aria-label={`Copy ${metric}`} onClick={onCopy}>
            <IconCopy size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
      <ActionIcon variant="subtle" aria-label={`Remove ${metric}`} onClick={onRemove}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </span>
  );
}

/** What is asked of a metric at first. */
export function questionOf(item: MetricItem): Question {
  const [aggregation = "avg"] = aggregationsOf(item);
  return { metric: item.name, aggregation, groupBy: [], where: [] };
}
