"use client";

import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { emptyRow, type Row } from "../model/draft.ts";
import type { Path } from "../model/issues.ts";
import styles from "./editor.module.css";
import { useIssues } from "./issues-context.tsx";

interface RowsEditorProps {
  /** Of one row, such as `header`. */
  what: string;
  at: Path;
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  namePlaceholder: string;
  valuePlaceholder: string;
}

/** Names with values: headers, form fields, variables. */
export function RowsEditor({ what, at, rows, onChange, namePlaceholder, valuePlaceholder }: RowsEditorProps) {
  const issues = useIssues();
  const change = (id: number, patch: Partial<Row>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...patch } : row)));
  const title = what.charAt(0).toUpperCase() + what.slice(1);
  return (
    <div className={styles.rows}>
      {rows.map((row, index) => (
        <div key={row.id} className={styles.row}>
          <TextInput
            aria-label={`Name of ${what} ${index + 1}`}
            placeholder={namePlaceholder}
            value={row.name}
            error={issues.at([...at, index]) ?? issues.at([...at, row.name.trim()])}
            onChange={(event) => change(row.id, { name: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
          />
          <TextInput
            aria-label={`Value of ${what} ${index + 1}`}
            placeholder={valuePlaceholder}
            value={row.value}
            onChange={(event) => change(row.id, { value: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
          />
          <ActionIcon
            aria-label={`Remove ${what} ${index + 1}`}
            onClick={() => onChange(rows.filter((other) => other.id !== row.id))}
          >
            <IconX size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <AddButton label={`${title}`} onClick={() => onChange([...rows, emptyRow()])} />
    </div>
  );
}

/** Adds one more of what stands above it. */
export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      w="fit-content"
      leftSection={<IconPlus size={14} aria-hidden="true" />}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
