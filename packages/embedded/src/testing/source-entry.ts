import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Arguments that make Node run a TypeScript file, given relative to this one. */
export function sourceEntry(relative: string): string[] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return ["--import", tsx, fileURLToPath(new URL(relative, import.meta.url))];
}
