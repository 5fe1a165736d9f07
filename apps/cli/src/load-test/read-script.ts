import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { AppError, type LoadScript, loadScriptSchema, toError } from "@plimsoll/core";

const MODULES = new Set([".ts", ".mts", ".mjs", ".js"]);
const NO_TYPESCRIPT = new Set(["ERR_UNKNOWN_FILE_EXTENSION", "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX"]);

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
  const module: unknown = await import(pathToFileURL(resolve(file)).href).catch((thrown: unknown) => {
    const error = toError(thrown);
    const code = "code" in error ? String(error.code) : "";
    const hint = NO_TYPESCRIPT.has(code)
      ? `Node ${process.versions.node} cannot read it. Use Node 22.18 or newer, set NODE_OPTIONS="--import tsx" with tsx installed, or write it as .mjs or .json.`
      : error.message;
    throw new AppError("BAD_REQUEST", `${file} cannot be loaded: ${hint}`, { cause: error });
  });
  if (typeof module === "object" && module !== null && "default" in module) return await module.default;
  throw new AppError("BAD_REQUEST", `${file} has no default export: export the script with \`export default\`.`);
}
