"use client";

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconChartLine, IconClipboard, IconDots, IconDownload, IconPhoto, IconTable } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type uPlot from "uplot";
import { download, toCsv } from "../lib/download.ts";
import styles from "./charts.module.css";
import { resolveColor } from "./colors.ts";

/** A chart's content as rows, for "as table", the clipboard and CSV. */
interface ChartTable {
  head: string[];
  rows: string[][];
}

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
  const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const csv = () => {
    const { head, rows } = table();
    return toCsv([head, ...rows]);
  };
  return (
    <figure className={styles.frame} aria-label={`${title}. ${summary}`}>
      <div className={styles.frameHead} data-untitled={untitled || undefined}>
        {!untitled && <figcaption>{title}</figcaption>}
        <Menu position="bottom-end">
          <Menu.Target>
            <Tooltip label="Table, PNG, CSV">
              <ActionIcon size={24} aria-label={`${title}: table and export`}>
                <IconDots size={16} />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={asTable ? <IconChartLine size={16} /> : <IconTable size={16} />}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? "Show as chart" : "Show as table"}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconPhoto size={16} />}
              disabled={!plot || asTable}
              onClick={() => plot && savePng(plot, name)}
            >
              Save as PNG
            </Menu.Item>
            <Menu.Item
              leftSection={<IconDownload size={16} />}
              onClick={() => download(`${name}.csv`, new Blob([csv()], { type: "text/csv" }))}
            >
              Save as CSV
            </Menu.Item>
            <Menu.Item leftSection={<IconClipboard size={16} />} onClick={() => navigator.clipboard.writeText(csv())}>
              Copy as CSV
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
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

/** The canvas on the page's own background, as a PNG file. */
function savePng(plot: uPlot, name: string): void {
  const source = plot.ctx.canvas;
  const copy = document.createElement("canvas");
  copy.width = source.width;
  copy.height = source.height;
  const context = copy.getContext("2d");
  if (!context) return;
  context.fillStyle = resolveColor("var(--surface)");
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(source, 0, 0);
  copy.toBlob((blob) => blob && download(`${name}.png`, blob), "image/png");
}
