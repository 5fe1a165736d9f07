"use client";

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconChartLine, IconClipboard, IconDots, IconDownload, IconPhoto, IconTable } from "@tabler/icons-react";
import type uPlot from "uplot";
import { download, toCsv } from "../lib/download.ts";
import { resolveColor } from "./colors.ts";

/** A chart's content as rows, for "as table", the clipboard and CSV. */
export interface ChartTable {
  head: string[];
  rows: string[][];
}

interface ChartMenuProps {
  title: string;
  plot: uPlot | null;
  table: () => ChartTable;
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
}

/** What can be done with a chart: see it as a table, take it along as a picture or as CSV. */
export function ChartMenu({ title, plot, table, asTable, onAsTable }: ChartMenuProps) {
  const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const csv = () => {
    const { head, rows } = table();
    return toCsv([head, ...rows]);
  };
  return (
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
          onClick={() => onAsTable(!asTable)}
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
