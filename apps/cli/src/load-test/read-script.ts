import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createJiti } from "jiti";
import { AppError, type LoadScript, loadScriptSchema, toError } from "@plimsoll/core";

const MODULES = new Set([".ts", ".mts", ".mjs", ".js"]);
const TYPESCRIPT = new Set([".ts", ".mts"]);

/**
 * The script in a file: JSON, or the default export of a JavaScript or TypeScript module. Throws BAD_REQUEST that says
 * what is wrong with it, and where.
 */
export async function readScript(file: string): Promise<LoadScript> {
  const written = MODULES.has(extname(file)) ? await importDefault(file) : await readJson(file);
  const parsed = loadScriptSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    (issue) => `  ${issue.path.map(String).join(".") || "script"}: ${issue.message}`,
  );
  throw new AppError("BAD_REQUEST", `${file} is no load test:\n${lines.join("\n")}`);
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new AppError("BAD_REQUEST", `${file} cannot be read: ${toError(error).message}`, { cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("BAD_REQUEST", `${file} is no JSON: ${toError(error).message}`, { cause: error });
  }
}

async function importDefault(file: string): Promise<unknown> {
  const url = pathToFileURL(resolve(file)).href;
  // Node 20 reads no TypeScript.
  const loading: Promise<unknown> = TYPESCRIPT.has(extname(file)) ? createJiti(url).import(url) : import(url);
  const module = await loading.catch((thrown: unknown) => {
    throw new AppError("BAD_REQUEST", `${file} cannot be loaded: ${toError(thrown).message}`, { cause: thrown });
  });
  if (typeof module === "object" && module !== null && "default" in module) return await module.default;
  throw new AppError("BAD_REQUEST", `${file} has no default export: export the script with \`export default\`.`);
}
