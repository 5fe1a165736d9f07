"use client";

import { Autocomplete, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import type { FieldsProps } from "./rhythm-fields.tsx";
import { payloadError } from "./schedule-draft.ts";
import styles from "./schedules.module.css";

/** What the schedule enqueues: queue, job name, endpoint and payload. */
export function JobFields({ draft, onChange }: FieldsProps) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const queues = useQuery(trpc.queues.list.queryOptions({ from, to, source: "apps" }));
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
      <EndpointField draft={draft} onChange={onChange} />
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

function EndpointField({ draft: { target }, onChange }: FieldsProps) {
  const trpc = useTRPC();
  const endpoints = useQuery(trpc.jobEndpoints.list.queryOptions());
  const names = endpoints.data?.items.map((endpoint) => endpoint.name) ?? [];
  return (
    <Select
      label="Endpoint"
      placeholder="The queue's own, else default"
      // One that was removed meanwhile is still what the schedule names.
      data={[...new Set(target === null ? names : [target, ...names])]}
      value={target}
      onChange={(next) => onChange({ target: next })}
      clearable
      clearButtonProps={{ "aria-label": "Use the queue's own endpoint" }}
    />
  );
}
