"use client";

import { SegmentedControl, Textarea } from "@mantine/core";
import type { BodyDraft } from "../model/draft.ts";
import type { Path } from "../model/issues.ts";
import styles from "./editor.module.css";
import { useIssues } from "./issues-context.tsx";
import { RowsEditor } from "./rows-editor.tsx";

const TYPES: readonly { value: BodyDraft["type"]; label: string }[] = [
  { value: "none", label: "None" },
  { value: "json", label: "JSON" },
  { value: "form", label: "Form" },
  { value: "text", label: "Text" },
];

interface BodyFieldsProps {
  body: BodyDraft;
  /** Of the request. */
  at: Path;
  onChange: (patch: Partial<BodyDraft>) => void;
}

/** What is sent with the request. */
export function BodyFields({ body, at, onChange }: BodyFieldsProps) {
  const issues = useIssues();
  const area = { autosize: true, minRows: 4, maxRows: 16, spellCheck: false, className: styles.code ?? "" };
  return (
    <div className={styles.rows}>
      <SegmentedControl
        w="fit-content"
        aria-label="Kind of body"
        data={[...TYPES]}
        value={body.type}
        onChange={(value) => onChange({ type: TYPES.find((type) => type.value === value)?.value ?? "none" })}
      />
      {body.type === "json" && (
        <Textarea
          {...area}
          aria-label="Body as JSON"
          value={body.json}
          error={issues.at([...at, "body", "json"])}
          onChange={(event) => onChange({ json: event.currentTarget.value })}
        />
      )}
      {body.type === "text" && (
        <Textarea
          {...area}
          aria-label="Body as text"
          value={body.text}
          error={issues.at([...at, "body", "text"])}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
      )}
      {body.type === "form" && (
        <RowsEditor
          what="field"
          at={[...at, "body", "fields"]}
          rows={body.fields}
          onChange={(fields) => onChange({ fields })}
          namePlaceholder="quantity"
          valuePlaceholder="2"
        />
      )}
    </div>
  );
}
