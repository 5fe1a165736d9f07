"use client";

import { MultiSelect, Select } from "@mantine/core";
import type { MetricAggregation, MetricItem } from "@plimsoll/core";
import { Conditions, useMetricLabels } from "./conditions.tsx";
import { MetricPicker } from "./metric-picker.tsx";
import styles from "./metrics.module.css";
import { aggregationsOf, aggregationWord, type Question } from "./model/question.ts";
import { useMetric } from "./use-metric-names.ts";

/** What is typed needs no line of its own below what was chosen. */
const NARROW_FIELD = { inputField: { minWidth: 32 } };

interface QuestionFieldsProps {
  question: Question;
  onChange: (question: Question) => void;
  /** Values that filters offer beside those that were measured, such as `$service`. */
  offered?: readonly string[];
}

/** What is asked of a metric, as fields in a row. */
export function QuestionFields({ question, onChange, offered = [] }: QuestionFieldsProps) {
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
        offered={offered}
        onChange={(next) => onChange({ ...question, where: next })}
      />
    </>
  );
}

/** What is asked of a metric at first. */
export function questionOf(item: MetricItem): Question {
  const [aggregation = "avg"] = aggregationsOf(item);
  return { metric: item.name, aggregation, groupBy: [], where: [] };
}
