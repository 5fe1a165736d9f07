"use client";

import { Autocomplete, Checkbox, NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import type { FieldsProps } from "./rhythm-fields.tsx";
import { payloadError, type ScheduleDraft } from "./schedule-draft.ts";
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

/** What the schedule enqueues: queue, job name, endpoint and payload. */
export function JobFields({ draft, onChange }: FieldsProps) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const queues = useQuery(trpc.queues.list.queryOptions({ from, to, source: "apps" }));
  const endpoints = useQuery(trpc.jobEndpoints.list.queryOptions());
  const names = endpoints.data?.items.map((endpoint) => endpoint.name) ?? [];
  return (
    <>
      <div className={styles.pair}>
        <Autocomplete
          label="Queue"
          placeholder="reports"
          required
          withAsterisk={false}
          maxLength={64}
          data={queues.data?.items.map((item) => item.queue) ?? []}
          value={draft.queue}
          onChange={(queue) => onChange({ queue })}
        />
        <TextInput
          label="Job name"
          placeholder="report.build"
          required
          withAsterisk={false}
          maxLength={128}
          value={draft.jobName}
          onChange={(event) => onChange({ jobName: event.currentTarget.value })}
        />
      </div>
      <Select
        label="Endpoint"
        placeholder="The queue's own, else default"
        data={[...new Set(draft.target === null ? names : [draft.target, ...names])]}
        value={draft.target}
        onChange={(target) => onChange({ target })}
        clearable
        clearButtonProps={{ "aria-label": "Use the queue's own endpoint" }}
      />
      <Textarea
        label="Payload"
        description="JSON that your endpoint gets with each run"
        className={styles.payload}
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        value={draft.payload}
        error={payloadError(draft.payload)}
        onChange={(event) => onChange({ payload: event.currentTarget.value })}
      />
    </>
  );
}

/** How it is run, for those who want other than the usual. */
export function SettingFields({ draft, onChange }: FieldsProps) {
  const backoff = (patch: Partial<ScheduleDraft["backoff"]>) => onChange({ backoff: { ...draft.backoff, ...patch } });
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
