"use client";

import { ActionIcon, Checkbox, Popover, Stack, Tooltip, UnstyledButton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp, IconColumns3, IconDownload } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useMemo, useState } from "react";
import { download, toCsv } from "../lib/download.ts";
import { useConsoleHref } from "../lib/use-time-range.tsx";
import { useUrlParams } from "../lib/use-url-params.ts";
import styles from "./data-table.module.css";

export interface Column<Row> {
  key: string;
  header: string;
  render: (row: Row) => ReactNode;
  /** What to sort by; a column without it cannot be sorted. Null sorts last, whatever the direction. */
  sortValue?: (row: Row) => number | string | null;
  /** The cell as plain text for CSV; default: `sortValue`. */
  text?: (row: Row) => string | number | null;
  align?: "left" | "right";
  width?: string;
  /** The cell that may shrink and be cut off with an ellipsis. */
  grow?: boolean;
  /** Hidden where there is little room. */
  hide?: "narrow" | "medium";
  /** Not shown until the reader chooses it. */
  optional?: boolean;
}

interface DataTableProps<Row> {
  /** Names the table for its stored column choice, its URL parameter and its CSV file. */
  id: string;
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Where a click or Enter on a row leads. */
  rowHref?: (row: Row) => string;
  /** `-requests` for descending. */
  defaultSort?: string;
  empty?: ReactNode;
  maxHeight?: number | string;
  /** Without column choice and CSV, for small tables inside a page. */
  bare?: boolean;
  toolbar?: ReactNode;
}

/** The console's one table: sticky head, sorting in the URL, column choice, keyboard (arrows, j, k, Enter) and CSV. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { id, label, columns, rows, rowKey, empty, maxHeight, bare, toolbar } = props;
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: `plimsoll.columns.${id}`,
    defaultValue: columns.filter((column) => column.optional).map((column) => column.key),
  });
  const { sort, setSort } = useSort(id, props.defaultSort);
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const shown = columns.filter((column) => !hidden.includes(column.key));
  const tools = !bare && (
    <TableTools id={id} columns={columns} rows={sorted} hidden={hidden} onHidden={setHidden} alone={!toolbar} />
  );

  return (
    <div className={styles.wrap}>
      {toolbar ? (
        <div className={styles.toolbar}>
          {toolbar}
          {tools}
        </div>
      ) : (
        tools
      )}
      {rows.length === 0 && empty ? (
        empty
      ) : (
        // Scrolls on its own, so it must be reachable with the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={styles.scroll} style={{ maxHeight }} tabIndex={0} role="region" aria-label={`${label}, table`}>
          <table className={styles.table} onKeyDown={moveFocus}>
            <thead>
              <tr>
                {shown.map((column) => (
                  <HeaderCell key={column.key} column={column} sort={sort} onSort={setSort} />
                ))}
              </tr>
            </thead>
            <tbody>
              {sorted.map((row) => (
                <BodyRow key={rowKey(row)} row={row} columns={shown} href={props.rowHref?.(row)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function useSort(id: string, fallback = "") {
  const [params, update] = useUrlParams();
  const name = `${id}.sort`;
  const sort = params.get(name) ?? fallback;
  return { sort, setSort: (next: string) => update({ [name]: next === fallback ? null : next }, "replace") };
}

function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: string): readonly Row[] {
  const descending = sort.startsWith("-");
  const value = columns.find((column) => column.key === sort.replace("-", ""))?.sortValue;
  if (!value) return rows;
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === right) return 0;
    if (left === null) return 1;
    if (right === null) return -1;
    if (typeof left === "string" || typeof right === "string") return sign * String(left).localeCompare(String(right));
    return sign * (left - right);
  });
}

function cellProps<Row>(column: Column<Row>) {
  return { "data-align": column.align, "data-hide": column.hide, "data-grow": column.grow || undefined };
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: string;
  onSort: (sort: string) => void;
}) {
  const active = sort.replace("-", "") === column.key;
  const descending = sort.startsWith("-");
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  const order = active ? (descending ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" {...cellProps(column)} style={{ width: column.width }} aria-sort={order}>
      {column.sortValue ? (
        <UnstyledButton
          className={styles.sort}
          data-active={active || undefined}
          onClick={() => onSort(active && descending ? column.key : `-${column.key}`)}
        >
          {column.header}
          {active && <Arrow size={12} aria-hidden="true" />}
        </UnstyledButton>
      ) : (
        column.header
      )}
    </th>
  );
}

function BodyRow<Row>({ row, columns, href }: { row: Row; columns: readonly Column<Row>[]; href: string | undefined }) {
  const router = useRouter();
  const to = useConsoleHref();
  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    const target = event.target as HTMLElement;
    if (!href || target.closest("a, button, input, label") || window.getSelection()?.toString()) return;
    if (event.ctrlKey || event.metaKey) window.open(to(href), "_blank");
    else router.push(to(href));
  };
  return (
    // The row's own link does the same for the keyboard.
    <tr onClick={open} data-href={href ? true : undefined}>
      {columns.map((column) => (
        <td key={column.key} {...cellProps(column)}>
          {column.render(row)}
        </td>
      ))}
    </tr>
  );
}

/** Arrow keys, j and k walk from row to row over each row's first link or button. */
function moveFocus(event: KeyboardEvent<HTMLTableElement>) {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const row = (event.target as HTMLElement).closest("tbody tr");
  if (!step || !row) return;
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  const focusable = next?.querySelector<HTMLElement>("a, button, input");
  if (!focusable) return;
  event.preventDefault();
  focusable.focus();
}

interface TableToolsProps<Row> {
  id: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  hidden: readonly string[];
  onHidden: (hidden: string[]) => void;
  alone: boolean;
}

function TableTools<Row>({ id, columns, rows, hidden, onHidden, alone }: TableToolsProps<Row>) {
  const [opened, setOpened] = useState(false);
  const save = () => {
    const cell = (column: Column<Row>, row: Row) => column.text?.(row) ?? column.sortValue?.(row) ?? null;
    const lines = [
      columns.map((column) => column.header),
      ...rows.map((row) => columns.map((column) => cell(column, row))),
    ];
    download(`${id}.csv`, new Blob([toCsv(lines)], { type: "text/csv" }));
  };
  return (
    <div className={styles.tools} data-alone={alone || undefined}>
      <Popover opened={opened} onChange={setOpened} position="bottom-end">
        <Popover.Target>
          <Tooltip label="Columns">
            <ActionIcon aria-label="Choose columns" onClick={() => setOpened(!opened)}>
              <IconColumns3 size={16} />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap={8}>
            {columns.slice(1).map((column) => (
              <Checkbox
                key={column.key}
                size="xs"
                label={column.header}
                checked={!hidden.includes(column.key)}
                onChange={(event) => {
                  const rest = hidden.filter((key) => key !== column.key);
                  onHidden(event.currentTarget.checked ? rest : [...rest, column.key]);
                }}
              />
            ))}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <Tooltip label="Save as CSV">
        <ActionIcon aria-label="Save as CSV" onClick={save} disabled={rows.length === 0}>
          <IconDownload size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
