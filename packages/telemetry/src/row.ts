/** Readers for the cells of a JSON row: the store's types are known from the SELECT, so a wrong one is our mistake. */
export type Row = readonly unknown[];

/** Text; 64-bit integers come as text too. */
export function text(row: Row, index: number): string {
  const value = row[index];
  return typeof value === "string" ? value : String(value);
}

/** A number, also when it came as text (64-bit integers); NaN and absent values read as 0. */
export function number(row: Row, index: number): number {
  const value = Number(row[index]);
  return Number.isNaN(value) ? 0 : value;
}

/** An array, empty when the cell is none. */
export function list(row: Row, index: number): readonly unknown[] {
  const value = row[index];
  return Array.isArray(value) ? value : [];
}

/** A map with numeric keys and counts, such as a histogram. */
export function counts(row: Row, index: number): Map<number, number> {
  const value = row[index];
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(Object.entries(value).map(([key, count]) => [Number(key), Number(count)]));
}

/** A map of text to text. */
export function textMap(row: Row, index: number): Record<string, string> {
  const value = row[index];
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}
