"use client";

import { ActionIcon, Menu } from "@mantine/core";
import type { DashboardTile } from "@plimsoll/core";
import { IconArrowLeft, IconArrowRight, IconCopy, IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import styles from "./dashboards.module.css";
import type { Choices } from "./model/variables.ts";
import { TileChart } from "./tile-chart.tsx";

export interface TileActions {
  onEdit: (tile: DashboardTile) => void;
  onCopy: (tile: DashboardTile) => void;
  onMove: (tile: DashboardTile, by: -1 | 1) => void;
  onRemove: (tile: DashboardTile) => void;
}

interface TileGridProps {
  tiles: readonly DashboardTile[];
  choices: Choices;
  /** Null while the dashboard is only looked at. */
  actions: TileActions | null;
}

/** The tiles in their places; where there is little room, one below the other. */
export function TileGrid({ tiles, choices, actions }: TileGridProps) {
  return (
    <div className={styles.grid}>
      {tiles.map((tile) => (
        <section
          key={tile.id}
          id={tile.id}
          className={styles.tile}
          style={{ gridColumn: `span ${tile.width}`, gridRow: `span ${tile.height}` }}
          aria-label={tile.title || "Tile"}
        >
          <header className={styles.head}>
            <h2>{tile.title}</h2>
            {actions && <TileMenu tile={tile} actions={actions} />}
          </header>
          {tile.kind === "text" ? (
            <p className={styles.text}>{tile.text}</p>
          ) : (
            <TileChart tile={tile} choices={choices} />
          )}
        </section>
      ))}
    </div>
  );
}

function TileMenu({ tile, actions }: { tile: DashboardTile; actions: TileActions }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={`Change ${tile.title || "the tile"}`}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => actions.onEdit(tile)}>
          Edit
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => actions.onCopy(tile)}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowLeft size={16} />} onClick={() => actions.onMove(tile, -1)}>
          Move before
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowRight size={16} />} onClick={() => actions.onMove(tile, 1)}>
          Move after
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => actions.onRemove(tile)}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
