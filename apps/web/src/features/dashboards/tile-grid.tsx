"use client";

import type { DashboardTile } from "@plimsoll/core";
import styles from "./dashboards.module.css";
import { roomOf } from "./model/grid-size.ts";
import type { Choices } from "./model/variables.ts";
import { MoveHandle, ResizeHandle } from "./tile-handles.tsx";
import { EditMenu, TileLinks, type TileActions } from "./tile-menu.tsx";
import { TileView } from "./tile-view.tsx";

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
        <div
          key={tile.id}
          data-tile={tile.id}
          data-editing={actions !== null || undefined}
          className={styles.cell}
          style={{ gridColumn: `span ${tile.width}`, gridRow: `span ${tile.height}` }}
        >
          <TileView
            tile={tile}
            choices={choices}
            roomPx={roomOf(tile.height)}
            actions={
              actions ? (
                <span className={styles.tools}>
                  <MoveHandle tile={tile} actions={actions} />
                  <EditMenu tile={tile} actions={actions} />
                </span>
              ) : (
                tile.kind !== "text" && <TileLinks tile={tile} choices={choices} />
              )
            }
          />
          {actions && <ResizeHandle tile={tile} actions={actions} />}
        </div>
      ))}
    </div>
  );
}
