"use client";

import { ActionIcon, Button, Select, TagsInput } from "@mantine/core";
import type { MetricCondition } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import styles from "./metrics.module.css";

const OPERATORS: { value: MetricCondition["op"]; label: string }[] = [
  { value: "=", label: "is" },
  { value: "!=", label: "is not" },
  { value: "~", label: "matches" },
  { value: "!~", label: "matches not" },
];

interface ConditionsProps {
  metric: string;
  labels: readonly string[];
  where: readonly MetricCondition[];
  /** Values beside those that were measured. */
  offered: readonly string[];
  onChange: (where: MetricCondition[]) => void;
}

/** Which of the metric's series are read. */
export function Conditions({ metric, labels, where, offered, onChange }: ConditionsProps) {
  const unused = labels.find((label) => !where.some((each) => each.label === label)) ?? labels[0];
  const add = () => unused !== undefined && onChange([...where, { label: unused, op: "=", values: [""] }]);
  return (
    <>
      {where.map((condition, index) => (
        <ConditionRow
          // Conditions have no id, and their order is the reader's.
          key={index}
          metric={metric}
          labels={labels}
          condition={condition}
          offered={offered}
          onChange={(next) => onChange(where.map((each, at) => (at === index ? next : each)))}
          onRemove={() => onChange(where.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        variant="subtle"
        leftSection={<IconPlus size={16} aria-hidden="true" />}
        disabled={unused === undefined}
        onClick={add}
      >
        Filter
      </Button>
    </>
  );
}

interface ConditionRowProps {
  metric: string;
  labels: readonly string[];
  condition: MetricCondition;
  offered: readonly string[];
  onChange: (condition: MetricCondition) => void;
  onRemove: () => void;
}

function ConditionRow({ metric, labels, condition, offered, onChange, onRemove }: ConditionRowProps) {
  const { label, op, values } = condition;
  const known = useLabelValues(metric, label);
  const isExpression = op === "~" || op === "!~";
  const choices = labels.includes(label) ? labels : [label, ...labels];
  return (
    <fieldset className={styles.condition} aria-label={`Filter by ${label}`}>
      <Select
        aria-label="Label"
        data={[...choices]}
        value={label}
        searchable
        allowDeselect={false}
        onChange={(next) => next && onChange({ label: next, op, values: [""] })}
        w={180}
      />
      <Select
        aria-label="How it is compared"
        data={OPERATORS}
        value={op}
        allowDeselect={false}
        onChange={(next) => onChange({ ...condition, op: next as MetricCondition["op"] })}
        w={116}
      />
      <TagsInput
        aria-label="Values"
        placeholder={isExpression ? "Expression (RE2), then Enter" : "Value"}
        data={[...offered, ...(isExpression ? [] : known.filter((value) => value !== ""))]}
        value={values.filter((value) => value !== "")}
        maxTags={100}
        onChange={(next) => onChange({ ...condition, values: next.length === 0 ? [""] : next })}
        className={styles.values ?? ""}
      />
      <ActionIcon variant="subtle" aria-label={`Remove the filter by ${label}`} onClick={onRemove}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </fieldset>
  );
}

function useLabelValues(metric: string, label: string): string[] {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const query = useQuery({
    ...trpc.metrics.labels.queryOptions({ from, to, metric, label, limit: 200 }),
    placeholderData: keepPreviousData,
  });
  return query.data?.values.map(({ value }) => value) ?? [];
}

/** Labels of a metric, those with the most values last: they are of least use. */
export function useMetricLabels(metric: string): string[] {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const query = useQuery({
    ...trpc.metrics.labels.queryOptions({ from, to, metric, limit: 200 }, { enabled: metric !== "" }),
    placeholderData: keepPreviousData,
  });
  const labels = query.data?.labels ?? [];
  return labels.toSorted((a, b) => a.values - b.values || a.label.localeCompare(b.label)).map(({ label }) => label);
}
