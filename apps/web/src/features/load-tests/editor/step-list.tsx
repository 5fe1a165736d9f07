"use client";

import type { ReactNode } from "react";

import { emptyRequest, type GroupDraft, nextId, type StepDraft, type ThinkDraft } from "../model/draft.ts";
import {
  appendStep,
  duplicateStep,
  groupDepth,
  groupStep,
  MAX_GROUP_DEPTH,
  moveStep,
  patchStep,
  removeStep,
  ungroupStep,
} from "../model/edit-steps.ts";
import type { Path } from "../model/issues.ts";
import styles from "./editor.module.css";
import { TextField } from "./fields.tsx";
import { useIssues } from "./issues-context.tsx";
import { ItemMenu } from "./item-menu.tsx";
import { RequestStep } from "./request-step.tsx";
import { AddButton } from "./rows-editor.tsx";

/** Changes all steps of the scenario at once. */
type EditSteps = (act: (steps: readonly StepDraft[]) => StepDraft[]) => void;

interface StepListProps {
  steps: readonly StepDraft[];
  at: Path;
  /** How many groups are around the list. */
  depth: number;
  edit: EditSteps;
  onAdd: (step: StepDraft) => void;
}

const newThink = (): StepDraft => ({ id: nextId(), type: "think", min: "1 s", max: "3 s" });
const newGroup = (): StepDraft => ({ id: nextId(), type: "group", name: "", steps: [emptyRequest()] });

/** Steps in their order: requests, pauses, and groups of them. */
export function StepList({ steps, at, depth, edit, onAdd }: StepListProps) {
  const issues = useIssues();
  const wrong = issues.at(at);
  return (
    <>
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step.id} className={styles.step} data-type={step.type}>
            <Step
              step={step}
              at={[...at, index]}
              depth={depth}
              edit={edit}
              isFirst={index === 0}
              isLast={index === steps.length - 1}
              isOnly={steps.length === 1}
            />
          </li>
        ))}
      </ol>
      {wrong && <p className={styles.wrong}>{wrong}</p>}
      <div className={styles.adders}>
        <AddButton label="Request" onClick={() => onAdd(emptyRequest())} />
        <AddButton label="Pause" onClick={() => onAdd(newThink())} />
        {depth < MAX_GROUP_DEPTH && <AddButton label="Group" onClick={() => onAdd(newGroup())} />}
      </div>
    </>
  );
}

interface StepProps {
  step: StepDraft;
  at: Path;
  depth: number;
  edit: EditSteps;
  isFirst: boolean;
  isLast: boolean;
  isOnly: boolean;
}

function Step({ step, at, depth, edit, isFirst, isLast, isOnly }: StepProps) {
  const { id } = step;
  const menu = (
    <ItemMenu
      what={describeStep(step)}
      {...(!isFirst && { onUp: () => edit((steps) => moveStep(steps, id, -1)) })}
      {...(!isLast && { onDown: () => edit((steps) => moveStep(steps, id, 1)) })}
      onDuplicate={() => edit((steps) => duplicateStep(steps, id))}
      {...(depth + groupDepth(step) < MAX_GROUP_DEPTH && { onGroup: () => edit((steps) => groupStep(steps, id)) })}
      {...(step.type === "group" && { onUngroup: () => edit((steps) => ungroupStep(steps, id)) })}
      {...(!isOnly && { onRemove: () => edit((steps) => removeStep(steps, id)) })}
    />
  );
  const change = (patch: Partial<StepDraft>) => edit((steps) => patchStep(steps, id, patch));
  if (step.type === "request") return <RequestStep step={step} at={at} menu={menu} onChange={change} />;
  if (step.type === "think") return <ThinkStep step={step} at={at} menu={menu} onChange={change} />;
  return (
    <div role="group" aria-label={describeStep(step)}>
      <GroupHead step={step} at={at} menu={menu} onChange={change} />
      <StepList
        steps={step.steps}
        at={[...at, "steps"]}
        depth={depth + 1}
        edit={edit}
        onAdd={(added) => edit((steps) => appendStep(steps, id, added))}
      />
    </div>
  );
}

function describeStep(step: StepDraft): string {
  if (step.type === "think") return "the pause";
  if (step.type === "group") return step.name ? `group ${step.name}` : "the group";
  return `${step.method} ${step.url}`;
}

interface PartProps<Draft> {
  step: Draft;
  at: Path;
  menu: ReactNode;
  onChange: (patch: Partial<StepDraft>) => void;
}

function ThinkStep({ step, at, menu, onChange }: PartProps<ThinkDraft>) {
  return (
    <div className={styles.think}>
      <span>Pause of</span>
      <TextField
        aria-label="Shortest pause"
        at={[...at, "minMs"]}
        value={step.min}
        onChange={(min) => onChange({ min })}
      />
      <span>to</span>
      <TextField
        aria-label="Longest pause"
        placeholder="the same"
        at={[...at, "maxMs"]}
        value={step.max}
        onChange={(max) => onChange({ max })}
      />
      <span className={styles.push}>{menu}</span>
    </div>
  );
}

function GroupHead({ step, at, menu, onChange }: PartProps<GroupDraft>) {
  return (
    <div className={styles.groupHead}>
      <span>Group</span>
      <TextField
        aria-label="Name of the group"
        placeholder="Name its whole duration is shown under"
        maxLength={120}
        className={styles.grow ?? ""}
        at={[...at, "name"]}
        value={step.name}
        onChange={(name) => onChange({ name })}
      />
      <span className={styles.push}>{menu}</span>
    </div>
  );
}
