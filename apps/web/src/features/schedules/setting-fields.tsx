"use client";

import { Checkbox, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import type { FieldsProps } from "./rhythm-fields.tsx";
import type { ScheduleDraft } from "./schedule-draft.ts";
import styles from "./schedules.module.css";

const MISSED = [
  { value: "once", label: "Make up for them with one run" },
  { value: "skip", label: "Leave them out" },
  { value: "all", label: "Make up for each, 100 at most" },
];
const BACKOFFS = [
  { value: "exponential", label: "Doubles each time" },
  { value: "fixed", label: "Stays the same" },
];
const numberOr = (value: number | string): number | "" => (typeof value === "number" ? value : "");

/** How it is run, for those who want other than the usual. */
export function SettingFields({ draft, onChange }: FieldsProps) {
  return (
    <Stack gap={16}>
      <Select
        label="Runs missed while nothing could run them"
        data={MISSED}
        value={draft.missedRuns}
        onChange={(value) => value && onChange({ missedRuns: value as ScheduleDraft["missedRuns"] })}
        allowDeselect={false}
      />
      <div className={styles.pair}>
        <RetryFields draft={draft} onChange={onChange} />
        <NumberInput
          label="Priority"
          description="1 is the most urgent; empty: before all with one"
          min={1}
          max={2_097_152}
          allowDecimal={false}
          value={draft.priority}
          onChange={(priority) => onChange({ priority: numberOr(priority) })}
        />
        <TextInput
          label="Concurrency key"
          description="of the jobs with it, one runs at a time"
          maxLength={256}
          value={draft.concurrencyKey}
          onChange={(event) => onChange({ concurrencyKey: event.currentTarget.value })}
        />
      </div>
      <Checkbox
        size="xs"
        label="Paused"
        description="It is kept but does not run by the clock"
        checked={draft.paused}
        onChange={(event) => onChange({ paused: event.currentTarget.checked })}
      />
    </Stack>
  );
}

function RetryFields({ draft, onChange }: FieldsProps) {
  const backoff = (patch: Partial<ScheduleDraft["backoff"]>) => onChange({ backoff: { ...draft.backoff, ...patch } });
  return (
    <>
      <NumberInput
        label="Retries"
        description="tries after the first"
        min={0}
        max={100}
        allowDecimal={false}
        value={draft.retries}
        onChange={(retries) => onChange({ retries: numberOr(retries) })}
      />
      <NumberInput
        label="Time limit, seconds"
        description="of one call, answer included"
        min={0.1}
        max={3600}
        value={draft.timeoutSeconds}
        onChange={(seconds) => onChange({ timeoutSeconds: numberOr(seconds) })}
      />
      <NumberInput
        label="Wait before a retry, milliseconds"
        min={0}
        max={86_400_000}
        allowDecimal={false}
        value={draft.backoff.delayMs}
        onChange={(delayMs) => typeof delayMs === "number" && backoff({ delayMs })}
      />
      <Select
        label="That wait"
        data={BACKOFFS}
        value={draft.backoff.type}
        onChange={(type) => type && backoff({ type: type === "fixed" ? "fixed" : "exponential" })}
        allowDeselect={false}
      />
    </>
  );
}
