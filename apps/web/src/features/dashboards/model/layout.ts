import { DASHBOARD_COLUMNS, type DashboardTile } from "@plimsoll/core";

/** Puts tiles into the grid in their order, row after row, as text flows. */
export function flow(tiles: readonly DashboardTile[]): DashboardTile[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return tiles.map((tile) => {
    const width = Math.min(tile.width, DASHBOARD_COLUMNS);
    if (x + width > DASHBOARD_COLUMNS) {
      y += rowHeight;
      [x, rowHeight] = [0, 0];
    }
    const placed = { ...tile, width, x, y };
    x += width;
    rowHeight = Math.max(rowHeight, tile.height);
    return placed;
  });
}

/** In the order in which they are read. */
export function inReadingOrder(tiles: readonly DashboardTile[]): DashboardTile[] {
  return tiles.toSorted((a, b) => a.y - b.y || a.x - b.x);
}

/** The tiles with one moved by a place; as they were when there is none. */
export function moved(tiles: readonly DashboardTile[], id: string, by: -1 | 1): DashboardTile[] {
  const from = tiles.findIndex((tile) => tile.id === id);
  const tile = tiles[from];
  const to = from + by;
  if (!tile || to < 0 || to >= tiles.length) return [...tiles];
  return flow(tiles.toSpliced(from, 1).toSpliced(to, 0, tile));
}

/** An id that no tile has yet. */
export function freshId(tiles: readonly DashboardTile[]): string {
  const taken = new Set(tiles.map(({ id }) => id));
  for (let number = tiles.length + 1; ; number += 1) if (!taken.has(`tile-${number}`)) return `tile-${number}`;
}
