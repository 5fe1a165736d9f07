"use client";

import { Autocomplete, Group, NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { RhythmPreview } from "./rhythm-preview.tsx";
import { rhythmOf, type ScheduleDraft } from "./schedule-draft.ts";
import styles from "./schedules.module.css";
import { knownZones } from "./zone-time.ts";

const UNITS = [
  { value: "s", label: "seconds" },
  { value: "min", label: "minutes" },
  { value: "h", label: "hours" },
  { value: "d", label: "days" },
];

export interface FieldsProps {
  draft: ScheduleDraft;
  onChange: (patch: Partial<ScheduleDraft>) => void;
}

/** When it runs: a cron expression in a zone or an interval, with what comes of it. */
export function RhythmFields({ draft, onChange }: FieldsProps) {
  return (
    <div className={styles.rhythm}>
      <SegmentedControl
        aria-label="Rhythm"
        value={draft.rhythm}
        onChange={(rhythm) => onChange({ rhythm: rhythm === "every" ? "every" : "cron" })}
        data={[
          { value: "cron", label: "By the clock (cron)" },
          { value: "every", label: "At an interval" },
        ]}
      />
      {draft.rhythm === "cron" ? (
        <CronFields draft={draft} onChange={onChange} />
      ) : (
        <IntervalFields draft={draft} onChange={onChange} />
      )}
      <RhythmPreview rhythm={rhythmOf(draft)} />
    </div>
  );
}

function CronFields({ draft, onChange }: FieldsProps) {
  const zones = useMemo(() => knownZones(), []);
  return (
    <div className={styles.pair}>
      <TextInput
        label="Cron expression"
        description="minute hour day month weekday"
        value={draft.cron}
        onChange={(event) => onChange({ cron: event.currentTarget.value })}
        maxLength={120}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: "var(--font-mono)" } }}
      />
      <Autocomplete
        label="Time zone"
        description="the clock it goes by, summer time included"
        data={zones}
        limit={50}
        value={draft.timezone}
        onChange={(timezone) => onChange({ timezone })}
      />
    </div>
  );
}

function IntervalFields({ draft, onChange }: FieldsProps) {
  return (
    <Group gap={8} align="end" wrap="nowrap">
      <NumberInput
        label="Every"
        min={1}
        value={draft.every}
        onChange={(every) => onChange({ every: typeof every === "number" ? every : "" })}
        style={{ flex: 1 }}
      />
      <Select
        aria-label="Unit"
        data={UNITS}
        value={draft.unit}
        onChange={(unit) => unit && onChange({ unit: unit as ScheduleDraft["unit"] })}
        allowDeselect={false}
        style={{ flex: 1 }}
      />
    </Group>
  );
}
