"use client";

import { MultiSelect, Select } from "@mantine/core";
import type { DashboardVariable } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import styles from "./dashboards.module.css";
import { type Choices, choiceParam, writeChoice } from "./model/variables.ts";

/** A choice for each variable of the dashboard; it is in the link. */
export function VariableBar({ variables, choices }: { variables: readonly DashboardVariable[]; choices: Choices }) {
  if (variables.length === 0) return null;
  return (
    <div className={styles.variables}>
      {variables.map((variable) => (
        <VariableChoice key={variable.name} variable={variable} chosen={choices[variable.name] ?? []} />
      ))}
    </div>
  );
}

function VariableChoice({ variable, chosen }: { variable: DashboardVariable; chosen: readonly string[] }) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const [, update] = useUrlParams();
  const { name, label, metric, multiple } = variable;
  const values = useQuery({
    ...trpc.metrics.labels.queryOptions({ from, to, metric, label, limit: 200 }),
    placeholderData: keepPreviousData,
  });
  const known = values.data?.values.map(({ value }) => value).filter((value) => value !== "") ?? [];
  const data = [...new Set([...chosen, ...known])];
  const choose = (next: readonly string[]) => update({ [choiceParam(name)]: writeChoice(next) });
  const common = { label: name, data, searchable: true, clearable: true, w: 220 };
  if (multiple) {
    return (
      <MultiSelect {...common} placeholder={chosen.length === 0 ? "all" : ""} value={[...chosen]} onChange={choose} />
    );
  }
  return (
    <Select
      {...common}
      placeholder="all"
      value={chosen[0] ?? null}
      onChange={(next) => choose(next === null ? [] : [next])}
    />
  );
}
