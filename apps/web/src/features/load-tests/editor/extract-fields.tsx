"use client";

import { ActionIcon, NativeSelect, TextInput } from "@mantine/core";
import type { LoadExtract } from "@plimsoll/core";
import { IconX } from "@tabler/icons-react";
import { type ExtractDraft, nextId } from "../model/draft.ts";
import type { Path } from "../model/issues.ts";
import styles from "./editor.module.css";
import { TextField } from "./fields.tsx";
import { AddButton } from "./rows-editor.tsx";

const SOURCES: Record<LoadExtract["from"], { label: string; placeholder: string }> = {
  json: { label: "JSON path", placeholder: "$.items[0].id" },
  header: { label: "header", placeholder: "location" },
  regex: { label: "pattern", placeholder: 'csrf" value="([^"]+)' },
  cookie: { label: "cookie", placeholder: "session" },
  status: { label: "status", placeholder: "" },
};
const isSource = (value: string): value is LoadExtract["from"] => Object.hasOwn(SOURCES, value);

interface ExtractFieldsProps {
  items: readonly ExtractDraft[];
  at: Path;
  onChange: (items: ExtractDraft[]) => void;
}

/** Values taken out of the answer, for the steps after it. */
export function ExtractFields({ items, at, onChange }: ExtractFieldsProps) {
  const change = (id: number, patch: Partial<ExtractDraft>) =>
    onChange(items.map((item) => (item.id === id ? { ...item, ...patch } : item)));
  const add = () => onChange([...items, { id: nextId(), as: "", from: "json", expression: "", fallback: null }]);
  return (
    <div className={styles.rows}>
      {items.map((item, index) => (
        <div key={item.id} className={styles.extract}>
          <TextField
            aria-label={`Variable ${index + 1}`}
            placeholder="token"
            at={[...at, index, "as"]}
            value={item.as}
            onChange={(as) => change(item.id, { as })}
          />
          <NativeSelect
            aria-label={`Source of variable ${index + 1}`}
            data={Object.entries(SOURCES).map(([value, { label }]) => ({ value, label }))}
            value={item.from}
            onChange={({ currentTarget: { value } }) => isSource(value) && change(item.id, { from: value })}
          />
          <TextField
            aria-label={`Where variable ${index + 1} is found`}
            placeholder={SOURCES[item.from].placeholder}
            disabled={item.from === "status"}
            at={[...at, index, "expression"]}
            value={item.expression}
            onChange={(expression) => change(item.id, { expression })}
          />
          <TextInput
            aria-label={`Value of variable ${index + 1} where nothing is found`}
            placeholder="else: fails"
            value={item.fallback ?? ""}
            onChange={({ currentTarget: { value } }) => change(item.id, { fallback: value === "" ? null : value })}
            autoComplete="off"
          />
          <ActionIcon
            aria-label={`Remove variable ${index + 1}`}
            onClick={() => onChange(items.filter((other) => other.id !== item.id))}
          >
            <IconX size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <AddButton label="Value from the answer" onClick={add} />
    </div>
  );
}
