import type { LoadScript } from "@plimsoll/core";
import { draftOfScript } from "./draft-of-script.ts";
import type { ScriptDraft } from "./draft.ts";

export type ImportFormat = "har" | "curl" | "openapi";

/** What can be imported, and how it is asked for. */
export const IMPORT_FORMATS: readonly { id: ImportFormat; label: string; prompt: string; placeholder: string }[] = [
  {
    id: "har",
    label: "HAR",
    prompt: "A recording from the network panel of a browser",
    placeholder: '{"log": {"entries": […]}}',
  },
  {
    id: "curl",
    label: "curl",
    prompt: "One or more curl commands",
    placeholder: "curl https://shop.example.com/cart -H 'accept: application/json'",
  },
  {
    id: "openapi",
    label: "OpenAPI",
    prompt: "An OpenAPI 3 document, JSON or YAML",
    placeholder: "openapi: 3.1.0\npaths: …",
  },
];

/** What a text or file looks like; null when nothing gives it away. */
export function guessFormat(text: string, fileName = ""): ImportFormat | null {
  const start = text.slice(0, 2000);
  if (/\.har$/i.test(fileName) || /^\s*\{\s*"log"\s*:/.test(start)) return "har";
  if (/^\s*\$?\s*curl\s/.test(start)) return "curl";
  if (/["']?(openapi|swagger)["']?\s*:/.test(start)) return "openapi";
  return null;
}

/** The editor's script with what an import knows put in: where to, what, and with which data. Load and objectives stay. */
export function mergeImport(script: ScriptDraft, imported: LoadScript): ScriptDraft {
  const taken = draftOfScript(imported);
  return {
    ...script,
    baseUrl: taken.baseUrl || script.baseUrl,
    scenarios: taken.scenarios,
    variables: taken.variables,
    data: taken.data,
  };
}
