"use client";

import { Autocomplete, Loader } from "@mantine/core";
import type { MetricItem } from "@plimsoll/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { plural } from "../../lib/format.ts";
import styles from "./metrics.module.css";
import { useMetricNames } from "./use-metric-names.ts";

interface MetricPickerProps {
  value: string;
  onPick: (item: MetricItem) => void;
  autoFocus?: boolean;
  /** Shown above it; without one it has the name "Metric" for screen readers alone. */
  label?: string;
}

/** Finds a metric by its name or description among those that were sent in the time range. */
export function MetricPicker({ value, onPick, autoFocus = false, label }: MetricPickerProps) {
  const [typed, setTyped] = useState(value);
  // Until something else is typed, all metrics are offered, not only the one that is shown.
  const names = useMetricNames(typed === value ? "" : typed);
  const items = names.data?.items ?? [];
  const byName = new Map(items.map((item) => [item.name, item]));
  return (
    <Autocomplete
      className={styles.metric ?? ""}
      {...(label === undefined ? { "aria-label": "Metric" } : { label })}
      placeholder="Name of a metric"
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={names.isFetching ? <Loader size={14} /> : null}
      data={items.map((item) => item.name)}
      // The server has filtered them, by their descriptions too.
      filter={({ options }) => options}
      limit={100}
      maxDropdownHeight={360}
      comboboxProps={{ width: "max(100%, 420px)", position: "bottom-start" }}
      renderOption={({ option }) => <MetricOption item={byName.get(option.value)} name={option.value} />}
      value={typed}
      onChange={setTyped}
      onOptionSubmit={(name) => {
        const item = byName.get(name);
        if (item) onPick(item);
      }}
      onBlur={() => setTyped(value)}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- it appears because somebody asked to add a metric
      autoFocus={autoFocus}
      spellCheck={false}
    />
  );
}

function MetricOption({ item, name }: { item: MetricItem | undefined; name: string }) {
  if (!item) return name;
  const about = [kindWord(item), item.unit, plural(item.series, "series", "series")].filter(Boolean).join(" · ");
  return (
    <span className={styles.option}>
      <span className="mono">{item.name}</span>
      <span className={styles.about}>{about}</span>
      {item.description && <span className={styles.about}>{item.description}</span>}
    </span>
  );
}

/** What the metric is, in a word. */
export function kindWord({ type, monotonic }: Pick<MetricItem, "type" | "monotonic">): string {
  if (type === "sum") return monotonic === false ? "up-down counter" : "counter";
  return type === "exponentialHistogram" ? "exponential histogram" : type;
}
