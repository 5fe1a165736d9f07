"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { DASHBOARD_COLUMNS, type DashboardTile } from "@plimsoll/core";
import { IconArrowsDiagonal2, IconGripVertical } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import styles from "./dashboards.module.css";
import { GRID_GAP_PX, ROW_PX } from "./model/grid-size.ts";
import { tileTitle } from "./model/tile-title.ts";
import type { TileActions } from "./tile-menu.tsx";

interface HandleProps {
  tile: DashboardTile;
  actions: TileActions;
}

const MOVES: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** Drags a tile to the place of another one; the arrow keys do the same. */
export function MoveHandle({ tile, actions }: HandleProps) {
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const own = event.currentTarget.closest("[data-tile]");
    const over = cellAt(event.clientX, event.clientY);
    if (!own?.parentElement || !over || over === own) return;
    const cells = [...own.parentElement.children];
    actions.onMove(tile, cells.indexOf(over) - cells.indexOf(own));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    const by = MOVES[event.key];
    if (by === undefined) return;
    event.preventDefault();
    actions.onMove(tile, by);
  };
  return (
    <Tooltip label="Drag, or use the arrow keys">
      <ActionIcon
        size={24}
        className={styles.move ?? ""}
        aria-label={`Move ${tileTitle(tile)} with the arrow keys`}
        onPointerDown={capture}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      >
        <IconGripVertical size={16} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}

function cellAt(x: number, y: number): Element | null {
  return document.elementFromPoint(x, y)?.closest("[data-tile]") ?? null;
}

const SIZES: Record<string, [width: number, height: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Drags a tile's corner from cell to cell of the grid; the arrow keys do the same. */
export function ResizeHandle({ tile, actions }: HandleProps) {
  const { width, height } = tile;
  const start = useRef<{ x: number; y: number; width: number; height: number } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    capture(event);
    start.current = { x: event.clientX, y: event.clientY, width, height };
  };
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    const from = start.current;
    const grid = event.currentTarget.closest("[data-tile]")?.parentElement;
    if (!from || !grid || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const columnPx = (grid.clientWidth + GRID_GAP_PX) / DASHBOARD_COLUMNS;
    const next = {
      width: from.width + Math.round((event.clientX - from.x) / columnPx),
      height: from.height + Math.round((event.clientY - from.y) / (ROW_PX + GRID_GAP_PX)),
    };
    if (next.width !== width || next.height !== height) actions.onResize(tile, next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    const change = SIZES[event.key];
    if (!change) return;
    event.preventDefault();
    actions.onResize(tile, { width: width + change[0], height: height + change[1] });
  };
  return (
    <ActionIcon
      size={24}
      className={styles.resize ?? ""}
      aria-label={`Resize ${tileTitle(tile)} with the arrow keys; ${width} of ${DASHBOARD_COLUMNS} wide, ${height} high`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    >
      <IconArrowsDiagonal2 size={14} aria-hidden="true" />
    </ActionIcon>
  );
}

/** All that the pointer does until it is let go belongs to the handle, wherever it goes. */
function capture(event: PointerEvent<HTMLButtonElement>): void {
  if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
}
