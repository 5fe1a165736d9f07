import type { CookieJar } from "./cookie-jar.ts";
import type { ThreadSource } from "./thread-source.ts";

/** A value that a template can show: JSON, so that a number stays one in a JSON body. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** What one iteration knows: its variables, the rows it was dealt, its cookies. */
export interface Scope {
  readonly thread: ThreadSource;
  /** By the number that the variable was given; undefined until it is first used. */
  readonly values: (Value | undefined)[];
  /** Place of the row in each data set; undefined until it is first used. */
  readonly rows: (number | undefined)[];
  jar: CookieJar | null;
}

export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** The field of an object or place in an array, by its name; undefined where there is none. */
export function fieldOf(value: Value | undefined, name: string): Value | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Array.isArray(value) ? value[Number(name)] : value[name];
}
