import type { LoadRequestStep, LoadScript, LoadStep } from "@plimsoll/core";

const ABSOLUTE = /^https?:\/\/[^/?#]*/i;
const VARIABLE = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;

/** The requests of a script in order, those inside groups too. */
export function requestSteps(script: LoadScript): LoadRequestStep[] {
  return script.scenarios.flatMap((scenario) => flatten(scenario.steps));
}

/** The requests of some steps, those inside groups too. */
export function flatten(steps: readonly LoadStep[]): LoadRequestStep[] {
  return steps.flatMap((step) => (step.type === "request" ? [step] : step.type === "group" ? flatten(step.steps) : []));
}

export interface ScriptOrigins {
  /** Scheme, host and port that requests are written to, each once. */
  origins: string[];
  /** URLs whose host is known only when a request is made, as written. */
  unknown: string[];
  /** URLs without a host where there is no `baseUrl`, or that are none, as written. */
  wrong: string[];
}

/** Where a script's requests go, as far as it says so itself: variables in host names are looked up, data is not. */
export function scriptOrigins(script: LoadScript): ScriptOrigins {
  const origins = new Set<string>();
  const unknown = new Set<string>();
  const wrong = new Set<string>();
  for (const { url } of requestSteps(script)) {
    const filled = fill(url, script.variables);
    const start = ABSOLUTE.exec(filled)?.[0] ?? (filled.startsWith("{{") ? filled : script.baseUrl);
    if (start?.includes("{{")) unknown.add(url);
    else if (start && URL.canParse(start)) origins.add(new URL(start).origin);
    else wrong.add(url);
  }
  return { origins: [...origins], unknown: [...unknown], wrong: [...wrong] };
}

/** Variables may name variables, once. */
function fill(url: string, variables: Readonly<Record<string, string>>): string {
  const put = (text: string) =>
    text.replace(VARIABLE, (written, name: string) =>
      Object.hasOwn(variables, name) ? (variables[name] ?? "") : written,
    );
  return put(put(url));
}
