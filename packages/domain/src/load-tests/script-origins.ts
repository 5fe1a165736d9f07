import type { LoadRequestStep, LoadScript, LoadStep } from "@plimsoll/core";

const ABSOLUTE = /^https?:\/\/[^/?#]*/i;
const VARIABLE = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;

/** The requests of a script in order, those inside groups too. */
function requestSteps(script: LoadScript): LoadRequestStep[] {
  return script.scenarios.flatMap((scenario) => flatten(scenario.steps));
}

/** The requests of some steps, those inside groups too. */
export function flatten(steps: readonly LoadStep[]): LoadRequestStep[] {
  return steps.flatMap((step) => (step.type === "request" ? [step] : step.type === "group" ? flatten(step.steps) : []));
}

/**
 * Scheme, host and port that requests are written to, each once: for lists, where a script is not compiled. Variables in
 * host names are looked up, data is not.
 */
export function writtenOrigins(script: LoadScript): string[] {
  const origins = new Set<string>();
  for (const { url } of requestSteps(script)) {
    const filled = fill(url, script.variables);
    const start = ABSOLUTE.exec(filled)?.[0] ?? (filled.startsWith("{{") ? null : script.baseUrl);
    if (start && !start.includes("{{") && URL.canParse(start)) origins.add(new URL(start).origin);
  }
  return [...origins].sort();
}

/** Variables may name variables, once. */
function fill(url: string, variables: Readonly<Record<string, string>>): string {
  const put = (text: string) =>
    text.replace(VARIABLE, (written, name: string) =>
      Object.hasOwn(variables, name) ? (variables[name] ?? "") : written,
    );
  return put(put(url));
}
