import { plural } from "../../../lib/format.ts";
import type { DataDraft } from "./draft.ts";

/** What a file of that name holds. */
export function formatOfFile(name: string): DataDraft["format"] {
  return name.toLowerCase().endsWith(".json") ? "json" : "csv";
}

function csvFields(text: string): { rows: number; fields: string[] } {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const fields = (lines[0] ?? "").split(",").map((field) => field.trim().replace(/^"(.*)"$/, "$1"));
  return { rows: Math.max(0, lines.length - 1), fields: fields.filter(Boolean) };
}

function jsonFields(text: string): { rows: number; fields: string[] } {
  try {
    const rows: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(rows) ? rows[0] : null;
    const fields = typeof first === "object" && first !== null ? Object.keys(first) : [];
    return { rows: Array.isArray(rows) ? rows.length : 0, fields };
  } catch {
    return { rows: 0, fields: [] };
  }
}

/** How many rows there are, and how their fields are written in a template: `2 rows: {{users.email}}`. */
export function describeData({ name, format, text }: DataDraft): string {
  const { rows, fields } = format === "csv" ? csvFields(text) : jsonFields(text);
  if (rows === 0) return "no rows yet";
  const shown = fields.slice(0, 4).map((field) => `{{${name || "name"}.${field}}}`);
  return `${plural(rows, "row")}: ${shown.join(", ")}${fields.length > 4 ? " …" : ""}`;
}
