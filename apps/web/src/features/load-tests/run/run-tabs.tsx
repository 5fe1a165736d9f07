"use client";

import { UnstyledButton } from "@mantine/core";
import type { LoadRunView } from "@plimsoll/core";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import styles from "./run.module.css";

const TABS = [
  { id: "summary", label: "Summary" },
  { id: "steps", label: "Steps" },
  { id: "slowest", label: "Slowest" },
  { id: "time", label: "Where the time went" },
  { id: "compare", label: "Compare" },
  { id: "script", label: "Script" },
] as const;
export type RunTab = (typeof TABS)[number]["id"];

/** The part of the run that is looked at, held in the URL. */
export function useRunTab(): [RunTab, (tab: RunTab) => void] {
  const [params, update] = useUrlParams();
  const tab = TABS.find(({ id }) => id === params.get("tab"))?.id ?? "summary";
  return [tab, (next) => update({ tab: next === "summary" ? null : next })];
}

interface RunTabsProps {
  view: LoadRunView;
  chosen: RunTab;
  onChoose: (tab: RunTab) => void;
}

/** The parts of a run side by side. One tab stop; the arrows choose, and the keys 1 to 6 from anywhere on the page. */
export function RunTabs({ view, chosen, onChoose }: RunTabsProps) {
  useShortcuts(
    TABS.map(({ id, label }, index) => ({ keys: String(index + 1), label, group: "Run", run: () => onChoose(id) })),
  );
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a small screen the chosen one may lie outside.
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = TABS.findIndex(({ id }) => id === chosen);
    const next = TABS[(at + step + TABS.length) % TABS.length];
    if (!next) return;
    onChoose(next.id);
    event.currentTarget.querySelector<HTMLElement>(`#run-tab-${next.id}`)?.focus();
  };
  const counts: Partial<Record<RunTab, number>> = { steps: view.steps.length, slowest: view.slowest.length };
  return (
    <div ref={list} className={styles.tabs} role="tablist" aria-label="Parts of the run" onKeyDown={onKeyDown}>
      {TABS.map(({ id, label }) => (
        <UnstyledButton
          key={id}
          role="tab"
          id={`run-tab-${id}`}
          aria-selected={id === chosen}
          aria-controls="run-panel"
          tabIndex={id === chosen ? 0 : -1}
          className={styles.tab}
          onClick={() => onChoose(id)}
        >
          {label}
          {(counts[id] ?? 0) > 0 && <span className={styles.tabCount}>{counts[id]}</span>}
        </UnstyledButton>
      ))}
    </div>
  );
}

/** What the chosen tab shows. */
export function RunPanel({ tab, children }: { tab: RunTab; children: ReactNode }) {
  return (
    <div id="run-panel" role="tabpanel" aria-labelledby={`run-tab-${tab}`} className={styles.panel}>
      {children}
    </div>
  );
}
