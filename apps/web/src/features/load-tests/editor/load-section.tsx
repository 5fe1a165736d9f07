"use client";

import { SegmentedControl } from "@mantine/core";
import type { LoadMode } from "@plimsoll/core";
import type { CapacityDraft, LoadDraft } from "../model/draft.ts";
import styles from "./editor.module.css";
import { NumberField, TextField } from "./fields.tsx";
import { Section } from "./section.tsx";
import { StageTable } from "./stage-table.tsx";

const MODES: readonly { value: LoadMode; label: string; words: string }[] = [
  {
    value: "open",
    label: "Arrival rate",
    words: "Iterations begin at a planned rate, whether the target keeps up or not: as real visitors come.",
  },
  {
    value: "closed",
    label: "Users",
    words: "So many users, each of whom begins again when done: a slow target is spared.",
  },
  {
    value: "capacity",
    label: "Capacity search",
    words: "Raises the rate until the thresholds break, and closes in on the highest that holds: the load line.",
  },
];

interface LoadSectionProps {
  load: LoadDraft;
  onChange: (load: LoadDraft) => void;
}

/** How much load, over time. */
export function LoadSection({ load, onChange }: LoadSectionProps) {
  const mode = MODES.find((candidate) => candidate.value === load.mode);
  return (
    <Section title="Load">
      <SegmentedControl
        w="fit-content"
        maw="100%"
        aria-label="Load model"
        data={MODES.map(({ value, label }) => ({ value, label }))}
        value={load.mode}
        onChange={(value) => onChange({ ...load, mode: MODES.find((m) => m.value === value)?.value ?? "open" })}
      />
      <p className={styles.hint}>{mode?.words}</p>
      {load.mode === "open" && (
        <StageTable kind="rate" stages={load.rates} onChange={(rates) => onChange({ ...load, rates })} />
      )}
      {load.mode === "closed" && (
        <StageTable kind="users" stages={load.users} onChange={(users) => onChange({ ...load, users })} />
      )}
      {load.mode === "capacity" && (
        <CapacityFields
          capacity={load.capacity}
          onChange={(patch) => onChange({ ...load, capacity: { ...load.capacity, ...patch } })}
        />
      )}
    </Section>
  );
}

interface CapacityFieldsProps {
  capacity: CapacityDraft;
  onChange: (patch: Partial<CapacityDraft>) => void;
}

function CapacityFields({ capacity, onChange }: CapacityFieldsProps) {
  const number = (key: "startRate" | "maxRate" | "maxSteps", path: string) => ({
    at: ["load", path],
    min: 0,
    value: capacity[key],
    onChange: (value: number | "") => onChange({ [key]: value }),
  });
  const time = (key: "warmup" | "step" | "hold", path: string) => ({
    at: ["load", path],
    value: capacity[key],
    onChange: (value: string) => onChange({ [key]: value }),
  });
  return (
    <div className={styles.third}>
      <NumberField label="First rate" description="iterations a second" {...number("startRate", "startRate")} />
      <NumberField label="Highest rate" description="it searches no further" {...number("maxRate", "maxRate")} />
      <NumberField
        at={["load", "precision"]}
        label="Precision, %"
        description="how close to the line it ends"
        min={0}
        value={capacity.precision}
        onChange={(precision) => onChange({ precision })}
      />
      <TextField label="Warm-up" description="of each step; does not count" {...time("warmup", "warmupMs")} />
      <TextField label="Step" description="the time that counts" {...time("step", "stepMs")} />
      <TextField label="Confirmation" description="how long the rate found must hold" {...time("hold", "holdMs")} />
      <NumberField label="Steps, at most" allowDecimal={false} {...number("maxSteps", "maxSteps")} />
    </div>
  );
}
