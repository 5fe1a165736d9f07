import type { Column } from "../../../components/data-table.tsx";
import { RelativeTime } from "../../../components/values.tsx";

/** A column of a figure, sorted by it. */
export function figure<Row>(
  header: string,
  value: (row: Row) => number | null,
  format: (value: number | null) => string,
  hide?: "narrow" | "medium",
): Column<Row> {
  const render = (row: Row) => format(value(row));
  return { key: header, header, align: "right", render, sortValue: value, ...(hide && { hide }) };
}

/** The column of what was written by machines, with `about` on hover. */
export function code<Row>(header: string, text: (row: Row) => string, about: (row: Row) => string = text): Column<Row> {
  const render = (row: Row) => (
    <span className="mono" title={about(row)}>
      {text(row)}
    </span>
  );
  return { key: header, header, grow: true, render, sortValue: text };
}

/** A column of when it was, from epoch milliseconds. */
export function moment<Row>(header: string, at: (row: Row) => number): Column<Row> {
  const render = (row: Row) => <RelativeTime at={new Date(at(row)).toISOString()} />;
  return { key: header, header, render, sortValue: at };
}

/** A share; null of nothing. */
export const shareOf = (part: number, all: number | null): number | null => (all ? part / all : null);
