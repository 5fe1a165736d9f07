import { loadModelSchema, loadScenarioSchema } from "@plimsoll/core";
import type { ScriptDraft } from "./draft.ts";
import type { Plannable } from "./planned-load.ts";
import { scriptOfDraft } from "./script-of-draft.ts";

/** Stands for scenarios that are not filled in yet. */
const ONE_REQUEST = loadScenarioSchema.parse({ name: "one", steps: [{ type: "request", url: "/" }] });

/** Load and steps of a draft as far as they are right: the plan can be drawn although something else is missing. Null without a load. */
export function plannableOf(draft: ScriptDraft): Plannable | null {
  const script = scriptOfDraft(draft).script;
  const load = loadModelSchema.safeParse(script.load);
  const scenarios = loadScenarioSchema.array().min(1).safeParse(script.scenarios);
  return load.success ? { load: load.data, scenarios: scenarios.data ?? [ONE_REQUEST] } : null;
}
