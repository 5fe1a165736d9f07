"use client";

import { type ReactNode, useState } from "react";
import type uPlot from "uplot";
import { ChartMenu, type ChartTable } from "./chart-menu.tsx";
import styles from "./charts.module.css";

interface ChartFrameProps {
  title: string;
  /** One sentence that says what the picture shows, read by screen readers. */
  summary: string;
  plot: uPlot | null;
  table: () => ChartTable;
  /** Hides the visible title where a tile already shows it. */
  untitled?: boolean;
  children: ReactNode;
}

/** What all charts share: title, "as table", copy, CSV and PNG. */
export function ChartFrame({ title, summary, plot, table, untitled, children }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className={styles.frame} aria-label={`${title}. ${summary}`}>
      <div className={styles.frameHead} data-untitled={untitled || undefined}>
        {!untitled && <figcaption>{title}</figcaption>}
        <ChartMenu title={title} plot={plot} table={table} asTable={asTable} onAsTable={setAsTable} />
      </div>
      {/* The canvas stays mounted behind the table, so that the plot keeps its state. */}
      <div hidden={asTable}>{children}</div>
      {asTable && <TableView title={title} {...table()} />}
    </figure>
  );
}

function TableView({ title, head, rows }: ChartTable & { title: string }) {
  return (
    // Scrolls on its own, so it must be reachable with the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.tableView} tabIndex={0} role="region" aria-label={`${title} as table`}>
      <table>
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, index) => (
                // Cells of a row have no identity but their column.
                <td key={head[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
