"use client";

import { useMemo } from "react";
import { formatCount, formatDuration, formatRate } from "../../../lib/format.ts";
import { type Plannable, type PlannedLoad, planLoad } from "../model/planned-load.ts";
import { plannedWords } from "../model/planned-words.ts";
import { XyChart, type XySeries } from "../plot/xy-chart.tsx";
import styles from "./editor.module.css";
import { Section } from "./section.tsx";

/** The planned load as a picture and in words; waits while the script is not whole. */
export function PlanPreview({ script }: { script: Plannable | null }) {
  const plan = useMemo(() => (script ? planLoad(script) : null), [script]);
  return (
    <Section title="Plan">
      {plan ? (
        <>
          <PlanChart plan={plan} />
          <p className={styles.plan}>{plannedWords(plan)}</p>
        </>
      ) : (
        <p className={styles.hint}>Drawn as soon as the load and the steps are filled in.</p>
      )}
    </Section>
  );
}

const LABELS = { open: "Iterations a second", closed: "Users", capacity: "At most, iterations a second" } as const;

function PlanChart({ plan }: { plan: PlannedLoad }) {
  const xs = useMemo(() => plan.line.map((corner) => corner.second), [plan]);
  const series = useMemo<XySeries[]>(
    () => [
      {
        label: LABELS[plan.mode],
        values: plan.line.map((corner) => corner.level),
        color: "var(--accent)",
        fill: true,
        format: plan.mode === "closed" ? formatCount : formatRate,
        ...(plan.mode === "capacity" && { dash: [6, 4] }),
      },
    ],
    [plan],
  );
  return (
    <XyChart
      title={LABELS[plan.mode]}
      untitled
      summary={plannedWords(plan)}
      xs={xs}
      xHead="From the start"
      formatX={(second) => (second === 0 ? "0 s" : formatDuration(second * 1000))}
      series={series}
      height={140}
    />
  );
}
