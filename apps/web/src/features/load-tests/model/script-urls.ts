import type { LoadScenario, LoadStep } from "@plimsoll/core";

function isRelative(step: LoadStep): boolean {
  if (step.type === "group") return step.steps.some(isRelative);
  return step.type === "request" && !/^(https?:\/\/|\{\{)/i.test(step.url);
}

/** Whether a request says where it goes only by a path, so that a base URL is needed. One that begins with a variable may hold a host. */
export function hasRelativeUrl(scenarios: readonly Pick<LoadScenario, "steps">[]): boolean {
  return scenarios.some(({ steps }) => steps.some(isRelative));
}
