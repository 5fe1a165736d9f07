import type { LoadData } from "@plimsoll/core";
import { parse } from "csv-parse/sync";
import type { Problems } from "./problems.ts";
import { fieldOf, type Value } from "./values.ts";

const MOST_ROWS = 200_000;

/** Rows that iterations take values from. */
export interface DataSet {
  name: string;
  pick: LoadData["pick"];
  rows: number;
  /** Reads the field of a row; null when no row has such a field. */
  reader(fields: readonly string[]): ((row: number) => Value | undefined) | null;
  /** Names of fields, for messages. */
  fields: string[];
}

/** Reads CSV with a header line or a JSON array of objects; what is wrong is added to `problems`, and null returned. */
export function readDataSet(data: LoadData, path: string, problems: Problems): DataSet | null {
  try {
    const set = data.format === "csv" ? readCsv(data) : readJson(data);
    if (set.rows === 0) throw new Error("it has no rows");
    if (set.rows > MOST_ROWS) throw new Error(`it has more than ${MOST_ROWS} rows`);
    return set;
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    problems.add(`${path}.text`, `The data set "${data.name}" cannot be read: ${why}.`);
    return null;
  }
}

function readCsv({ name, text, pick }: LoadData): DataSet {
  const [header = [], ...rows]: string[][] = parse(text, { bom: true, skip_empty_lines: true });
  const columns = header.map((column) => column.trim());
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) throw new Error(`the column "${twice}" is there twice`);
  const reader: DataSet["reader"] = (fields) => {
    // A column may have dots in its name.
    const column = columns.indexOf(fields.join("."));
    return column === -1 ? null : (row) => rows[row]?.[column];
  };
  return { name, pick, rows: rows.length, reader, fields: columns };
}

function readJson({ name, text, pick }: LoadData): DataSet {
  const rows: unknown = JSON.parse(text);
  if (!Array.isArray(rows) || !rows.every((row) => typeof row === "object" && row !== null && !Array.isArray(row))) {
    throw new Error("it is not a JSON array of objects");
  }
  const objects = rows as { [key: string]: Value }[];
  const read = (row: number, fields: readonly string[]) => fields.reduce<Value | undefined>(fieldOf, objects[row]);
  const reader: DataSet["reader"] = (fields) =>
    objects.some((_, row) => read(row, fields) !== undefined) ? (row) => read(row, fields) : null;
  return { name, pick, rows: objects.length, reader, fields: Object.keys(objects[0] ?? {}) };
}
