import { nextId, type RequestDraft, type Row, type StepDraft } from "./draft.ts";

/** Deepest a group may stand in groups: groups nest once. */
export const MAX_GROUP_DEPTH = 2;

type Edit = (step: StepDraft) => StepDraft[];

/** Replaces the step of that id, wherever it stands, by what `edit` makes of it. */
function replaceStep(steps: readonly StepDraft[], id: number, edit: Edit): StepDraft[] {
  return steps.flatMap((step) => {
    if (step.id === id) return edit(step);
    if (step.type === "group") return [{ ...step, steps: replaceStep(step.steps, id, edit) }];
    return [step];
  });
}

/** Changes some fields of a step. */
export function patchStep(steps: readonly StepDraft[], id: number, patch: Partial<StepDraft>): StepDraft[] {
  return replaceStep(steps, id, (step) => [{ ...step, ...patch } as StepDraft]);
}

/** Without a step and what is in it. */
export function removeStep(steps: readonly StepDraft[], id: number): StepDraft[] {
  return replaceStep(steps, id, () => []);
}

const copyRow = (row: Row): Row => ({ ...row, id: nextId() });

function copyRequest(step: RequestDraft): RequestDraft {
  return {
    ...step,
    id: nextId(),
    headers: step.headers.map(copyRow),
    body: { ...step.body, fields: step.body.fields.map(copyRow) },
    extract: step.extract.map((extract) => ({ ...extract, id: nextId() })),
    checks: step.checks.map((check) => ({ ...check, id: nextId() })),
  };
}

/** The same step again, with ids of its own. */
export function copyStep(step: StepDraft): StepDraft {
  if (step.type === "request") return copyRequest(step);
  if (step.type === "think") return { ...step, id: nextId() };
  return { ...step, id: nextId(), steps: step.steps.map(copyStep) };
}

/** Puts a copy of a step right after it. */
export function duplicateStep(steps: readonly StepDraft[], id: number): StepDraft[] {
  return replaceStep(steps, id, (step) => [step, copyStep(step)]);
}

/** Swaps an item with its neighbour above (-1) or below (1); nothing happens at the end of the list. */
export function moveItem<Item extends { id: number }>(items: readonly Item[], id: number, by: -1 | 1): Item[] {
  const at = items.findIndex((item) => item.id === id);
  const [item, other] = [items[at], items[at + by]];
  if (!item || !other) return [...items];
  return items.with(at, other).with(at + by, item);
}

/** Moves a step among its neighbours, in whichever list it stands. */
export function moveStep(steps: readonly StepDraft[], id: number, by: -1 | 1): StepDraft[] {
  if (steps.some((step) => step.id === id)) return moveItem(steps, id, by);
  return steps.map((step) => (step.type === "group" ? { ...step, steps: moveStep(step.steps, id, by) } : step));
}

/** Adds a step at the end of a group. */
export function appendStep(steps: readonly StepDraft[], groupId: number, added: StepDraft): StepDraft[] {
  return replaceStep(steps, groupId, (step) =>
    step.type === "group" ? [{ ...step, steps: [...step.steps, added] }] : [step],
  );
}

/** Puts a group around a step. */
export function groupStep(steps: readonly StepDraft[], id: number): StepDraft[] {
  return replaceStep(steps, id, (step) => [{ id: nextId(), type: "group", name: "", steps: [step] }]);
}

/** Takes a group away and leaves its steps in its place. */
export function ungroupStep(steps: readonly StepDraft[], id: number): StepDraft[] {
  return replaceStep(steps, id, (step) => (step.type === "group" ? step.steps : [step]));
}

/** How many groups stand in each other in a step; 0 for one that is no group. */
export function groupDepth(step: StepDraft): number {
  return step.type === "group" ? 1 + Math.max(0, ...step.steps.map(groupDepth)) : 0;
}
