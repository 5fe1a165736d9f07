"use client";

import { ActionIcon, Button, FileButton, NativeSelect, Textarea } from "@mantine/core";
import { IconUpload, IconX } from "@tabler/icons-react";
import { plural } from "../../../lib/format.ts";
import { type DataDraft, nextId, type ScriptDraft } from "../model/draft.ts";
import { describeData, formatOfFile } from "../model/data-text.ts";
import styles from "./editor.module.css";
import { TextField } from "./fields.tsx";
import { useIssues } from "./issues-context.tsx";
import { AddButton, RowsEditor } from "./rows-editor.tsx";
import { FoldedSection } from "./section.tsx";

interface DataSectionProps {
  script: Pick<ScriptDraft, "data" | "variables">;
  onChange: (patch: Partial<ScriptDraft>) => void;
}

/** Variables with one value, and data sets whose rows iterations take in turn. */
export function DataSection({ script: { data, variables }, onChange }: DataSectionProps) {
  const issues = useIssues();
  const parts = [
    variables.length > 0 && plural(variables.length, "variable"),
    data.length > 0 && plural(data.length, "data set"),
  ].filter(Boolean);
  const change = (id: number, patch: Partial<DataDraft>) =>
    onChange({ data: data.map((set) => (set.id === id ? { ...set, ...patch } : set)) });
  const add = () =>
    onChange({
      data: [
        ...data,
        { id: nextId(), name: data.length === 0 ? "users" : "", format: "csv", text: "", pick: "sequential" },
      ],
    });
  return (
    <FoldedSection
      title="Variables and data"
      note={parts.join(", ") || "none"}
      wrong={issues.below(["data"]) || issues.below(["variables"])}
    >
      <h3>Variables</h3>
      <p className={styles.hint}>
        <code>{"{{name}}"}</code> in a URL, header or body becomes the value; <code>{"{{$uuid}}"}</code> and{" "}
        <code>{"{{$randomInt(1, 100)}}"}</code> are made anew each time.
      </p>
      <RowsEditor
        what="variable"
        at={["variables"]}
        rows={variables}
        onChange={(rows) => onChange({ variables: rows })}
        namePlaceholder="region"
        valuePlaceholder="eu"
      />
      <h3>Data sets</h3>
      {data.map((set, index) => (
        <DataSet
          key={set.id}
          set={set}
          index={index}
          onChange={(patch) => change(set.id, patch)}
          onRemove={() => onChange({ data: data.filter((other) => other.id !== set.id) })}
        />
      ))}
      <AddButton label="Data set" onClick={add} />
    </FoldedSection>
  );
}

interface DataSetProps {
  set: DataDraft;
  index: number;
  onChange: (patch: Partial<DataDraft>) => void;
  onRemove: () => void;
}

function DataSet({ set, index, onChange, onRemove }: DataSetProps) {
  const issues = useIssues();
  const at = ["data", index];
  return (
    <div className={styles.dataSet} role="group" aria-label={`Data set ${set.name}`}>
      <DataHead set={set} index={index} onChange={onChange} onRemove={onRemove} />
      <Textarea
        className={styles.code ?? ""}
        aria-label={`Rows of data set ${index + 1}`}
        description={describeData(set)}
        inputWrapperOrder={["input", "description", "error"]}
        placeholder={set.format === "csv" ? "email,password\nada@example.com,secret" : '[{"email": "ada@example.com"}]'}
        autosize
        minRows={3}
        maxRows={10}
        spellCheck={false}
        value={set.text}
        error={issues.at([...at, "text"])}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
    </div>
  );
}

function DataHead({ set, index, onChange, onRemove }: DataSetProps) {
  const load = async (file: File | null) => {
    if (file) onChange({ text: await file.text(), format: formatOfFile(file.name) });
  };
  return (
    <div className={styles.dataHead}>
      <TextField
        aria-label={`Name of data set ${index + 1}`}
        placeholder="users"
        at={["data", index, "name"]}
        value={set.name}
        onChange={(name) => onChange({ name })}
      />
      <NativeSelect
        aria-label={`Format of data set ${index + 1}`}
        data={[
          { value: "csv", label: "CSV with a header line" },
          { value: "json", label: "JSON array of objects" },
        ]}
        value={set.format}
        onChange={(event) => onChange({ format: event.currentTarget.value === "json" ? "json" : "csv" })}
      />
      <NativeSelect
        aria-label={`How rows of data set ${index + 1} are picked`}
        data={[
          { value: "sequential", label: "in turn" },
          { value: "random", label: "at random" },
        ]}
        value={set.pick}
        onChange={(event) => onChange({ pick: event.currentTarget.value === "random" ? "random" : "sequential" })}
      />
      <FileButton accept=".csv,.json,text/csv,application/json" onChange={load}>
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconUpload size={16} aria-hidden="true" />}>
            File
          </Button>
        )}
      </FileButton>
      <ActionIcon aria-label={`Remove data set ${index + 1}`} onClick={onRemove}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
