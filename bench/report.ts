import { writeFile } from "node:fs/promises";

/** One measured thing. `aim` is text a person reads (`≤ 30`); `ok` is null when there is nothing to hold it to. */
export interface Figure {
  metric: string;
  value: number;
  unit: string;
  /** What it is compared with, measured in the same run. */
  reference?: { name: string; value: number };
  /** value / reference. */
  ratio?: number;
  aim: string | null;
  ok: boolean | null;
}
export interface Report {
  name: string;
  figures: Figure[];
}

/** An aim such as `atMost(30)`: its text, and whether a value meets it. */
export interface Aim {
  text: string;
  holds(value: number): boolean;
}
export const atMost = (limit: number): Aim => ({ text: `≤ ${limit}`, holds: (value) => value <= limit });
export const atLeast = (limit: number): Aim => ({ text: `≥ ${limit}`, holds: (value) => value >= limit });

/** Builds a figure, with the ratio to its reference and the verdict on its aim. */
export function figure(
  metric: string,
  value: number,
  unit: string,
  options: { reference?: { name: string; value: number } | undefined; aim?: Aim | undefined } = {},
): Figure {
  const { reference, aim } = options;
  return {
    metric,
    value,
    unit,
    ...(reference && { reference, ratio: reference.value === 0 ? Number.NaN : value / reference.value }),
    aim: aim?.text ?? null,
    ok: aim ? aim.holds(value) : null,
  };
}

/** A number as a person reads it: three significant digits below a thousand, grouped above. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

/** The report as a table of text, one line a figure. */
export function formatReport(report: Report): string {
  const rows = report.figures.map((item) => [
    item.metric,
    `${formatNumber(item.value)} ${item.unit}`,
    item.reference ? `${formatNumber(item.reference.value)} (${item.reference.name})` : "",
    item.ratio === undefined ? "" : `× ${formatNumber(item.ratio)}`,
    item.aim ?? "",
    item.ok === null ? "" : item.ok ? "ok" : "MISSED",
  ]);
  const table = [["figure", "value", "reference", "ratio", "aim", ""], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return lines.join("\n");
}

/** Prints the report and, when asked for, writes it as JSON. */
export async function publishReport(report: Report, jsonFile?: string): Promise<void> {
  process.stdout.write(`\n${report.name}\n${formatReport(report)}\n`);
  if (jsonFile) await writeFile(jsonFile, `${JSON.stringify(report, null, 2)}\n`);
}
