"use client";

import { UnstyledButton } from "@mantine/core";
import type { JobCounts, JobState } from "@plimsoll/core";
import type { KeyboardEvent } from "react";
import { Count } from "../../../components/values.tsx";
import { JOB_STATES } from "../model/job-states.ts";
import styles from "./queue.module.css";

interface StateTabsProps {
  counts: JobCounts;
  chosen: JobState;
  onChoose: (state: JobState) => void;
}

/** The states of jobs side by side, each with how many there are. One tab stop; the arrows choose. */
export function StateTabs({ counts, chosen, onChoose }: StateTabsProps) {
  const shown = JOB_STATES.filter(({ state }) => state !== "waiting-children" || counts[state] > 0 || state === chosen);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = shown.findIndex(({ state }) => state === chosen);
    const next = shown[(at + step + shown.length) % shown.length];
    if (!next) return;
    onChoose(next.state);
    event.currentTarget.querySelector<HTMLElement>(`[data-state="${next.state}"]`)?.focus();
  };
  return (
    <div className={styles.states} role="tablist" aria-label="Jobs by state" onKeyDown={onKeyDown}>
      {shown.map(({ state, label }) => (
        <UnstyledButton
          key={state}
          role="tab"
          id={`jobs-tab-${state}`}
          aria-selected={state === chosen}
          aria-controls="jobs-panel"
          tabIndex={state === chosen ? 0 : -1}
          className={styles.state}
          data-state={state}
          data-alarm={(state === "failed" && counts.failed > 0) || undefined}
          onClick={() => onChoose(state)}
        >
          {label}
          <span className={styles.stateCount}>
            <Count value={counts[state]} />
          </span>
        </UnstyledButton>
      ))}
    </div>
  );
}
