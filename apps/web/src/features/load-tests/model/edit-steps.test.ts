import { expect, it } from "vitest";
import { emptyRequest, type GroupDraft, nextId, type StepDraft } from "./draft.ts";
import {
  appendStep,
  duplicateStep,
  groupDepth,
  groupStep,
  moveStep,
  patchStep,
  removeStep,
  ungroupStep,
} from "./edit-steps.ts";

const request = (url: string) => ({ ...emptyRequest(), url, headers: [{ id: nextId(), name: "a", value: "b" }] });
const [first, second, inner] = [request("/1"), request("/2"), request("/in")];
const group: GroupDraft = { id: nextId(), type: "group", name: "cart", steps: [inner, request("/in2")] };
const steps: StepDraft[] = [first, second, group];

function urls(list: readonly StepDraft[]): unknown[] {
  return list.map((step) => (step.type === "request" ? step.url : step.type === "group" ? urls(step.steps) : "think"));
}

it("changes and removes a step wherever it stands", () => {
  expect(urls(patchStep(steps, inner.id, { url: "/new" }))).toEqual(["/1", "/2", ["/new", "/in2"]]);
  expect(urls(removeStep(steps, inner.id))).toEqual(["/1", "/2", ["/in2"]]);
  expect(urls(removeStep(steps, group.id))).toEqual(["/1", "/2"]);
});

it("copies a step with ids of its own", () => {
  const copied = duplicateStep(steps, group.id);
  expect(urls(copied)).toEqual(["/1", "/2", ["/in", "/in2"], ["/in", "/in2"]]);
  const ids = JSON.stringify(copied).match(/"id":\d+/g) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
});

it("moves a step among its neighbours and not past the end", () => {
  expect(urls(moveStep(steps, second.id, -1))).toEqual(["/2", "/1", ["/in", "/in2"]]);
  expect(urls(moveStep(steps, first.id, -1))).toEqual(urls(steps));
  expect(urls(moveStep(steps, inner.id, 1))).toEqual(["/1", "/2", ["/in2", "/in"]]);
});

it("puts steps into groups and takes them out", () => {
  expect(urls(appendStep(steps, group.id, request("/last")))).toEqual(["/1", "/2", ["/in", "/in2", "/last"]]);
  const grouped = groupStep(steps, first.id);
  expect(urls(grouped)).toEqual([["/1"], "/2", ["/in", "/in2"]]);
  expect(urls(ungroupStep(grouped, grouped[0]?.id ?? 0))).toEqual(urls(steps));
  expect(groupDepth({ ...group, steps: [group] })).toBe(2);
});
