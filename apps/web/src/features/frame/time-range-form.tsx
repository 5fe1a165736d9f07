"use client";

import { Button, Text, TextInput, UnstyledButton } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { PRESETS } from "../../lib/time-range.ts";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import styles from "./frame.module.css";

interface TimeRangeFormProps {
  /** Called when a range was chosen. */
  onDone: () => void;
}

/** The two ways to choose a time range: a preset, or two instants. */
export function TimeRangeForm({ onDone }: TimeRangeFormProps) {
  return (
    <div className={styles.rangeForm}>
      <Presets onDone={onDone} />
      <BetweenForm onDone={onDone} />
    </div>
  );
}

function Presets({ onDone }: TimeRangeFormProps) {
  const range = useTimeRange();
  return (
    <div className={styles.presets} role="group" aria-label="Presets">
      {PRESETS.map((preset) => (
        <UnstyledButton
          key={preset.id}
          className={styles.preset}
          aria-pressed={range.selection.preset === preset.id}
          onClick={() => {
            range.setPreset(preset.id);
            onDone();
          }}
        >
          {preset.label}
        </UnstyledButton>
      ))}
    </div>
  );
}

function BetweenForm({ onDone }: TimeRangeFormProps) {
  const range = useTimeRange();
  const [from, setFrom] = useState(() => toLocalInput(range.fromMs));
  const [to, setTo] = useState(() => toLocalInput(range.toMs));
  const [fromMs, toMs] = [new Date(from).getTime(), new Date(to).getTime()];
  const valid = fromMs < toMs;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    range.setRange(fromMs, toMs);
    onDone();
  };
  return (
    <form className={styles.between} onSubmit={onSubmit}>
      <TextInput
        label="From"
        type="datetime-local"
        step={1}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        label="To"
        type="datetime-local"
        step={1}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={valid ? null : "The end must lie after the start"}
      />
      <Text size="xs" c="dimmed">
        Times are in {Intl.DateTimeFormat().resolvedOptions().timeZone}
      </Text>
      <Button type="submit" disabled={!valid}>
        Show this range
      </Button>
    </form>
  );
}

/** Local time in the form that `datetime-local` inputs take. */
function toLocalInput(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 19);
}
