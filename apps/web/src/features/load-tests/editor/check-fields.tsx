"use client";

import { ActionIcon, NativeSelect } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type CheckDraft, nextId } from "../model/draft.ts";
import type { Path } from "../model/issues.ts";
import styles from "./editor.module.css";
import { TextField } from "./fields.tsx";
import { AddButton } from "./rows-editor.tsx";

interface Kind {
  label: string;
  /** Names of the two fields in the script; a check without a subject has one. */
  subject?: { path: string; placeholder: string; label: string };
  value: { path: string; placeholder: string };
}

const KINDS: Record<CheckDraft["type"], Kind> = {
  status: { label: "status is", value: { path: "is", placeholder: "200, 2xx, 200-299" } },
  body: { label: "body contains", value: { path: "contains", placeholder: "order number" } },
  matches: { label: "body matches", value: { path: "pattern", placeholder: "order-\\d+" } },
  json: {
    label: "JSON at",
    subject: { path: "path", placeholder: "$.status", label: "JSON path" },
    value: { path: "equals", placeholder: '"paid"' },
  },
  header: {
    label: "header",
    subject: { path: "name", placeholder: "content-type", label: "Header" },
    value: { path: "contains", placeholder: "contains json" },
  },
  latency: { label: "latency, ms, at most", value: { path: "maxMs", placeholder: "250" } },
};
const isKind = (value: string): value is CheckDraft["type"] => Object.hasOwn(KINDS, value);

interface CheckFieldsProps {
  items: readonly CheckDraft[];
  at: Path;
  onChange: (items: CheckDraft[]) => void;
}

/** What an answer must be like, or the request has failed. */
export function CheckFields({ items, at, onChange }: CheckFieldsProps) {
  const change = (id: number, patch: Partial<CheckDraft>) =>
    onChange(items.map((item) => (item.id === id ? { ...item, ...patch } : item)));
  const add = () => onChange([...items, { id: nextId(), type: "status", subject: "", value: "200" }]);
  return (
    <div className={styles.rows}>
      {items.length === 0 && (
        <p className={styles.hint}>Without a check of the status, answers of 400 and above count as failed.</p>
      )}
      {items.map((item, index) => (
        <CheckRow
          key={item.id}
          item={item}
          index={index}
          at={[...at, index]}
          onChange={(patch) => change(item.id, patch)}
          onRemove={() => onChange(items.filter((other) => other.id !== item.id))}
        />
      ))}
      <AddButton label="Check" onClick={add} />
    </div>
  );
}

interface CheckRowProps {
  item: CheckDraft;
  index: number;
  at: Path;
  onChange: (patch: Partial<CheckDraft>) => void;
  onRemove: () => void;
}

function CheckRow({ item, index, at, onChange, onRemove }: CheckRowProps) {
  const { subject, value } = KINDS[item.type];
  const nth = `check ${index + 1}`;
  return (
    <div className={styles.check} data-subject={subject ? true : undefined}>
      <NativeSelect
        aria-label={`Kind of ${nth}`}
        data={Object.entries(KINDS).map(([type, { label }]) => ({ value: type, label }))}
        value={item.type}
        onChange={(event) => {
          const type = event.currentTarget.value;
          if (isKind(type)) onChange({ type, value: "" });
        }}
      />
      {subject && (
        <TextField
          aria-label={`${subject.label} of ${nth}`}
          placeholder={subject.placeholder}
          at={[...at, subject.path]}
          value={item.subject}
          onChange={(text) => onChange({ subject: text })}
        />
      )}
      <TextField
        aria-label={`What ${nth} expects`}
        placeholder={value.placeholder}
        at={[...at, value.path]}
        value={item.value}
        onChange={(text) => onChange({ value: text })}
      />
      <ActionIcon aria-label={`Remove ${nth}`} onClick={onRemove}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
