import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { type Notes, refuse } from "./steps.ts";

export type JsonObject = { readonly [key: string]: unknown };

const LONGEST_CHAIN = 20;
const YAML_TIMEOUT_MS = 2_000;
/** Aliases of aliases could fill the memory. */
const YAML_OPTIONS = { maxAliasCount: 100, schema: "core", logLevel: "error" } as const;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own property; never what objects inherit. */
export function get(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as JsonObject)[key]
    : undefined;
}

export function objectAt(value: unknown, key: string): JsonObject {
  const found = get(value, key);
  return isObject(found) ? found : {};
}

export function textAt(value: unknown, key: string): string | null {
  const found = get(value, key);
  return typeof found === "string" ? found : null;
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = get(value, key);
  return Array.isArray(found) ? found : [];
}

/** An OpenAPI document whose references are followed within it, and nowhere else. */
export class OpenApiDocument {
  readonly root: JsonObject;
  readonly #notes: Notes;

  constructor(text: string, notes: Notes) {
    this.root = readDocument(text);
    this.#notes = notes;
  }

  /** What a value refers to, or itself; null when that cannot be found. */
  resolve(value: unknown): JsonObject | null {
    let found = value;
    for (let step = 0; step < LONGEST_CHAIN; step += 1) {
      const reference = textAt(found, "$ref");
      if (reference === null) return isObject(found) ? found : null;
      if (!reference.startsWith("#")) {
        this.#notes.add(`A reference to another document was left out: ${reference.slice(0, 100)}.`);
        return null;
      }
      found = this.#at(reference.slice(1));
    }
    return null;
  }

  #at(pointer: string): unknown {
    return pointer
      .split("/")
      .slice(1)
      .map((part) => decode(part).replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<unknown>(get, this.root);
  }
}

function readDocument(text: string): JsonObject {
  let read: unknown;
  try {
    // JSON is YAML, but its own parser is a hundred times as fast.
    read = /^\s*\{/.test(text) ? parseJson(text) : parseYaml(text);
  } catch (thrown) {
    refuse(
      `The document cannot be read: ${(thrown instanceof Error ? thrown.message : String(thrown)).split("\n", 1)[0]}`,
    );
  }
  if (!isObject(read)) refuse("This is no OpenAPI document: it is no object.");
  const version = get(read, "openapi");
  if (get(read, "swagger") !== undefined) refuse("This is a Swagger 2 document; only OpenAPI 3.0 and 3.1 can be read.");
  if (!String(version).startsWith("3.")) refuse("This is no OpenAPI 3 document: it has no `openapi: 3…`.");
  return read;
}

/** The parser needs more than linear time for some texts. The context is there for its clock alone, which ends our own code, too. */
function parseYaml(text: string): unknown {
  return runInNewContext("read()", { read: () => parse(text, YAML_OPTIONS) }, { timeout: YAML_TIMEOUT_MS });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    // YAML may begin with a brace too.
    if (text.length > 100_000) throw thrown;
    return parseYaml(text);
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
