import { AppError, type LoadImport, type LoadScriptInput, loadScriptSchema } from "@plimsoll/core";
import { validateScript } from "../script/compile-script.ts";
import { importCurl } from "./curl.ts";
import { importHar } from "./har.ts";
import { importOpenApi } from "./openapi.ts";
import type { Imported } from "./steps.ts";

export type ImportFormat = "har" | "curl" | "openapi";

const IMPORTERS: Record<ImportFormat, (text: string) => Imported> = {
  har: importHar,
  curl: importCurl,
  openapi: importOpenApi,
};

/**
 * Makes a load test of a HAR file, curl commands (one or several), or an OpenAPI 3 document (JSON or YAML), with a modest
 * load to begin from. What could not be taken over stands in the notes. Nothing is fetched: references to other files
 * are left out.
 * @throws AppError BAD_REQUEST that says what is wrong with the text
 */
export function importScript(format: ImportFormat, text: string): LoadImport {
  const { notes, ...imported } = IMPORTERS[format](text);
  const script = loadScriptSchema.safeParse({
    load: { mode: "open", stages: [{ durationMs: 60_000, rate: 5 }] },
    thresholds: ["errors < 1%"],
    ...imported,
  } satisfies LoadScriptInput);
  if (!script.success) {
    const { path, message } = script.error.issues[0] ?? { path: [], message: "unknown" };
    throw new AppError("BAD_REQUEST", `No load test can be made of it: ${path.join(".")}: ${message}.`);
  }
  const problems = validateScript(script.data).map(({ path, message }) => `To be put right, ${path}: ${message}`);
  return { script: script.data, notes: [...notes.list, ...problems] };
}
