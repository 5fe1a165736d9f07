import type { LoadBody, LoadScript, LoadStep } from "@plimsoll/core";

const SECRET_NAME = /pass|secret|token|key|auth|credential|cookie|session/i;
const HIDDEN = "***";
/** A value that holds nothing but places for variables says nothing by itself. */
const ONLY_PLACES = /^(?:\s*(?:Bearer|Basic|Token)?\s*\{\{[^{}]*\}\}\s*)+$/i;

/**
 * A script for those who may look at load tests but not run them: credentials in headers, secrets among the variables and
 * the rows of data are left out.
 */
export function hideSecrets(script: LoadScript): LoadScript {
  return {
    ...script,
    variables: hideValues(script.variables),
    data: script.data.map((data) => ({ ...data, text: data.format === "csv" ? firstLine(data.text) : "[]" })),
    scenarios: script.scenarios.map((scenario) => ({ ...scenario, steps: scenario.steps.map(hideInStep) })),
  };
}

function hideInStep(step: LoadStep): LoadStep {
  if (step.type === "group") return { ...step, steps: step.steps.map(hideInStep) };
  if (step.type === "think") return step;
  const { body } = step;
  return { ...step, headers: hideValues(step.headers), ...(body ? { body: hideInBody(body) } : {}) };
}

function hideInBody(body: LoadBody): LoadBody {
  if (body.type === "form") return { ...body, fields: hideValues(body.fields) };
  if (body.type === "text") return body;
  // What is hidden stays JSON: only texts take the place of texts and numbers.
  const json = JSON.parse(JSON.stringify(body.json), (name, value: unknown) => {
    const isPlain = typeof value === "string" || typeof value === "number";
    return isPlain && SECRET_NAME.test(name) && !ONLY_PLACES.test(String(value)) ? HIDDEN : value;
  });
  return { ...body, json };
}

function hideValues(values: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(values).map(([name, value]): [string, string] => {
    return [name, SECRET_NAME.test(name) && !ONLY_PLACES.test(value) ? HIDDEN : value];
  });
  return Object.fromEntries(entries);
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}
