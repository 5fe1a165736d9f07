"use client";

import { Autocomplete, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import type { TestDraft } from "./use-editor.ts";
import styles from "./editor.module.css";
import { TextField } from "./fields.tsx";
import { Section } from "./section.tsx";

interface AboutSectionProps {
  draft: TestDraft;
  nameError: string | null;
  onChange: (patch: Partial<TestDraft>) => void;
}

/** Name, service, and where requests go. */
export function AboutSection({ draft, nameError, onChange }: AboutSectionProps) {
  return (
    <Section title="Test">
      <div className={styles.pair}>
        <TextInput
          label="Name"
          placeholder="Checkout under Friday's traffic"
          maxLength={120}
          value={draft.name}
          error={nameError}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          autoComplete="off"
          data-autofocus
        />
        <ServiceField value={draft.service} onChange={(service) => onChange({ service })} />
      </div>
      <TextField
        at={["baseUrl"]}
        type="url"
        label="Base URL"
        description="What the paths of requests are put after; may hold a path of its own"
        placeholder="https://shop.example.com"
        value={draft.script.baseUrl}
        onChange={(baseUrl) => onChange({ script: { ...draft.script, baseUrl } })}
      />
      <TargetHint baseUrl={draft.script.baseUrl} />
      <Textarea
        label="Description"
        placeholder="What it is to show, for those who read it next year"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2000}
        value={draft.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
    </Section>
  );
}

function ServiceField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const services = useQuery({ ...trpc.services.list.queryOptions({ from, to }), staleTime: 60_000 });
  return (
    <Autocomplete
      label="Service"
      description="by its name in telemetry: whose load line a search finds"
      inputWrapperOrder={["label", "input", "description", "error"]}
      placeholder="checkout"
      maxLength={200}
      data={services.data?.items.map((item) => item.name) ?? []}
      value={value}
      onChange={onChange}
    />
  );
}

/** Whether the host of the base URL may be sent to, as far as the list of targets says. */
function TargetHint({ baseUrl }: { baseUrl: string }) {
  const trpc = useTRPC();
  const targets = useQuery({ ...trpc.targets.list.queryOptions(), refetchInterval: 15_000 });
  const origin = URL.canParse(baseUrl) ? new URL(baseUrl).origin : null;
  if (!targets.data || origin === null || !/^https?:/.test(origin)) return null;
  const target = targets.data.items.find((item) => item.origin === origin);
  const isOpen = target !== undefined && target.status !== "pending";
  return (
    <p className={styles.hint}>
      <StatusBadge tone={isOpen ? "ok" : "warn"}>{isOpen ? "open" : "closed"}</StatusBadge>{" "}
      {isOpen ? (
        <>
          <span className="mono">{origin}</span> may be sent to.
        </>
      ) : (
        <>
          Nothing may be sent to <span className="mono">{origin}</span> before it is{" "}
          {target ? "proven or approved" : "added"} under{" "}
          <ConsoleLink href="/settings/targets">Settings, Targets</ConsoleLink>.
        </>
      )}
    </p>
  );
}
