import type { QueryValue } from "./client.ts";

/** Collects the values of a statement: each becomes a parameter that the store binds, never a part of the SQL. */
export class SqlParams {
  readonly values: Record<string, QueryValue>;
  /** Placeholder of the project, which every statement has. */
  readonly project = "{project:String}";
  #count = 0;

  constructor(projectId: string) {
    this.values = { project: projectId };
  }

  /** Keeps `value` and returns its placeholder. */
  add(value: QueryValue, type: "String" | "Int64" | "UInt64" | "Float64" | "Array(String)"): string {
    const name = `p${this.#count++}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }

  text(value: string): string {
    return this.add(value, "String");
  }
}

/** Hexadecimal ids as binary literals; only digits can get into the SQL. */
export function sqlIds(ids: readonly string[]): string {
  return ids.map(sqlId).join(", ");
}

/** One hexadecimal id as a binary literal. */
export function sqlId(id: string): string {
  if (!/^[0-9a-fA-F]+$/.test(id)) throw new TypeError("An id must be hexadecimal.");
  return `unhex('${id}')`;
}
