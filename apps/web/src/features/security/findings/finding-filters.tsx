"use client";

import { SegmentedControl, Select, Switch, TextInput, UnstyledButton } from "@mantine/core";
import { type FindingPage, type FindingState, SEVERITIES } from "@plimsoll/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { type FindingFilter, toggled } from "../model/finding-filter.ts";
import { stateWord } from "../model/finding-states.ts";
import { SeverityBadge } from "../parts/severity-badge.tsx";
import styles from "./findings.module.css";

type Counts = FindingPage["counts"] | undefined;
interface FilterProps {
  filter: FindingFilter;
  counts: Counts;
}

const STATES: readonly FindingState[] = ["open", "accepted", "false-positive", "fixed"];

/** Findings by their state, with how many there are of each. */
export function StateFilter({ filter, counts }: FilterProps) {
  const [, update] = useUrlParams();
  const value = filter.states.length === 1 ? (filter.states[0] ?? "all") : "all";
  const label = (state: FindingState) => {
    const word = capitalised(stateWord(state));
    const count = counts?.states[state];
    return count === undefined ? word : `${word} ${count}`;
  };
  return (
    <SegmentedControl
      w="fit-content"
      maw="100%"
      className={styles.states ?? ""}
      aria-label="Findings by state"
      data={[...STATES.map((state) => ({ value: state, label: label(state) })), { value: "all", label: "All" }]}
      value={value}
      onChange={(state) => update({ state: state === "open" ? null : state })}
    />
  );
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** What else the list is narrowed by: text, severity, target, owner, lateness. */
export function FindingFilters({ filter, counts }: FilterProps) {
  const [, update] = useUrlParams();
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", label: "Search the findings", group: "Findings", run: () => input.current?.focus() }]);
  return (
    <div className={styles.filters}>
      <TextInput
        ref={input}
        aria-label="Search findings by title or place"
        placeholder="Title or place"
        leftSection={<IconSearch size={16} />}
        value={filter.text}
        onChange={(event) => update({ q: event.currentTarget.value }, "replace")}
        w={200}
      />
      <SeverityFilter filter={filter} counts={counts} />
      <TargetFilter filter={filter} />
      <OwnerFilter filter={filter} />
      <Switch
        size="xs"
        label="Overdue"
        checked={filter.overdue}
        onChange={(event) => update({ overdue: event.currentTarget.checked ? "1" : null })}
      />
      {filter.checkId !== null && (
        <UnstyledButton className={styles.chip} data-on onClick={() => update({ check: null })}>
          <span className="mono">{filter.checkId}</span>
          <IconX size={12} aria-label="any check" />
        </UnstyledButton>
      )}
    </div>
  );
}

function SeverityFilter({ filter, counts }: FilterProps) {
  const [, update] = useUrlParams();
  const choose = (severities: readonly string[]) => update({ severity: severities.join(",") });
  return (
    <div className={styles.chips} role="group" aria-label="Severity">
      {SEVERITIES.map((severity) => (
        <UnstyledButton
          key={severity}
          className={styles.chip}
          data-on={filter.severities.includes(severity) || undefined}
          aria-pressed={filter.severities.includes(severity)}
          onClick={() => choose(toggled(filter.severities, severity))}
        >
          <SeverityBadge severity={severity} />
          {counts && <span className={styles.count}>{counts.severities[severity]}</span>}
        </UnstyledButton>
      ))}
    </div>
  );
}

function TargetFilter({ filter }: Pick<FilterProps, "filter">) {
  const trpc = useTRPC();
  const [, update] = useUrlParams();
  const targets = useQuery({ ...trpc.scans.targets.queryOptions(), staleTime: 60_000 });
  return (
    <Select
      aria-label="Target"
      placeholder="Any target"
      clearable
      searchable
      data={(targets.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={filter.targetId}
      onChange={(target) => update({ target })}
      w={160}
    />
  );
}

function OwnerFilter({ filter }: Pick<FilterProps, "filter">) {
  const trpc = useTRPC();
  const [, update] = useUrlParams();
  const refusal = useRefusal("member");
  const owners = useQuery({ ...trpc.findings.owners.queryOptions(), enabled: refusal === null, staleTime: 60_000 });
  return (
    <Select
      aria-label="Owner"
      placeholder="Any owner"
      clearable
      searchable
      data={[...new Set([...(owners.data?.items ?? []), ...(filter.owner === null ? [] : [filter.owner])])]}
      value={filter.owner}
      onChange={(owner) => update({ owner })}
      w={140}
    />
  );
}
