"use client";

import { ActionIcon, NativeSelect, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import { holdStage, type StageDraft } from "../model/draft.ts";
import { moveItem } from "../model/edit-steps.ts";
import styles from "./editor.module.css";
import { NumberField, TextField } from "./fields.tsx";
import { useIssues } from "./issues-context.tsx";
import { AddButton } from "./rows-editor.tsx";

type Kind = "rate" | "users";
const WORDS: Record<Kind, { unit: string; to: string; from: string }> = {
  rate: { unit: "per second", to: "rate", from: "startRate" },
  users: { unit: "users", to: "users", from: "startUsers" },
};

interface StageTableProps {
  kind: Kind;
  stages: readonly StageDraft[];
  onChange: (stages: StageDraft[]) => void;
}

/** Stages one after the other: each holds a level, or draws a straight line to it. */
export function StageTable({ kind, stages, onChange }: StageTableProps) {
  const issues = useIssues();
  const change = (id: number, patch: Partial<StageDraft>) =>
    onChange(stages.map((stage) => (stage.id === id ? { ...stage, ...patch } : stage)));
  const wrong = issues.at(["load", "stages"]);
  return (
    <div className={styles.stages}>
      {stages.map((stage, index) => (
        <StageRow
          key={stage.id}
          kind={kind}
          stage={stage}
          index={index}
          count={stages.length}
          onChange={(patch) => change(stage.id, patch)}
          onMove={(by) => onChange(moveItem(stages, stage.id, by))}
          onRemove={() => onChange(stages.filter((other) => other.id !== stage.id))}
        />
      ))}
      {wrong && <p className={styles.wrong}>{wrong}</p>}
      <AddButton label="Stage" onClick={() => onChange([...stages, holdStage(stages.at(-1)?.to ?? 20, "1 min")])} />
    </div>
  );
}

interface StageRowProps {
  kind: Kind;
  stage: StageDraft;
  index: number;
  count: number;
  onChange: (patch: Partial<StageDraft>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function StageRow({ kind, stage, index, count, onChange, onMove, onRemove }: StageRowProps) {
  const { unit, to, from } = WORDS[kind];
  const at = ["load", "stages", index];
  const nth = `stage ${index + 1}`;
  const level = { suffix: kind === "rate" ? "/s" : " users", min: 0, allowDecimal: kind === "rate" };
  return (
    <div className={styles.stage} role="group" aria-label={`Stage ${index + 1}`}>
      <NativeSelect
        aria-label={`Course of ${nth}`}
        data={[
          { value: "hold", label: "Hold" },
          { value: "ramp", label: "Ramp from" },
        ]}
        value={stage.ramp ? "ramp" : "hold"}
        onChange={(event) =>
          onChange({ ramp: event.currentTarget.value === "ramp", from: stage.from === "" ? 0 : stage.from })
        }
      />
      {stage.ramp && (
        <>
          <NumberField
            {...level}
            aria-label={`First ${unit} of ${nth}`}
            at={[...at, from]}
            value={stage.from}
            onChange={(value) => onChange({ from: value })}
          />
          <span className="muted">to</span>
        </>
      )}
      <NumberField
        {...level}
        aria-label={`${stage.ramp ? "Last" : "Level,"} ${unit} of ${nth}`}
        at={[...at, to]}
        value={stage.to}
        onChange={(value) => onChange({ to: value })}
      />
      <span className="muted">for</span>
      <TextField
        aria-label={`Duration of ${nth}`}
        placeholder="1 min"
        at={[...at, "durationMs"]}
        value={stage.duration}
        onChange={(duration) => onChange({ duration })}
      />
      <RowButtons what={nth} index={index} count={count} onMove={onMove} onRemove={onRemove} />
    </div>
  );
}

interface RowButtonsProps {
  what: string;
  index: number;
  count: number;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** Up, down and away, for an item of a list; the last one left stays. */
export function RowButtons({ what, index, count, onMove, onRemove }: RowButtonsProps) {
  if (count < 2) return null;
  return (
    <span className={styles.rowButtons}>
      <Tooltip label="Move up">
        <ActionIcon size={28} aria-label={`Move ${what} up`} disabled={index === 0} onClick={() => onMove(-1)}>
          <IconArrowUp size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Move down">
        <ActionIcon size={28} aria-label={`Move ${what} down`} disabled={index === count - 1} onClick={() => onMove(1)}>
          <IconArrowDown size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Remove">
        <ActionIcon size={28} aria-label={`Remove ${what}`} onClick={onRemove}>
          <IconX size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
