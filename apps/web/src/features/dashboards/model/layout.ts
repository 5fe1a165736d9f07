import { DASHBOARD_COLUMNS, type DashboardTile } from "@plimsoll/core";

/** Rows of the grid that a tile may be high. */
export const LEAST_HEIGHT = 2;
export const MOST_HEIGHT = 12;
/** Columns that a tile may be narrow. */
export const LEAST_WIDTH = 2;

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

/** The tiles with one moved by so many places, as far as there are any; as they were when there is none of that id. */
export function moved(tiles: readonly DashboardTile[], id: string, by: number): DashboardTile[] {
  const from = tiles.findIndex((tile) => tile.id === id);
  const tile = tiles[from];
  if (!tile) return [...tiles];
  const to = Math.min(Math.max(from + by, 0), tiles.length - 1);
  return flow(tiles.toSpliced(from, 1).toSpliced(to, 0, tile));
}

/** The tiles with one as wide and high as asked, within what the grid allows. */
export function resized(
  tiles: readonly DashboardTile[],
  id: string,
  size: { width: number; height: number },
): DashboardTile[] {
  const width = Math.min(Math.max(size.width, LEAST_WIDTH), DASHBOARD_COLUMNS);
  const height = Math.min(Math.max(size.height, LEAST_HEIGHT), MOST_HEIGHT);
  return flow(tiles.map((tile) => (tile.id === id ? { ...tile, width, height } : tile)));
}

/** An id that no tile has yet. */
export function freshId(tiles: readonly DashboardTile[]): string {
  const taken = new Set(tiles.map(({ id }) => id));
  for (let number = tiles.length + 1; ; number += 1) if (!taken.has(`tile-${number}`)) return `tile-${number}`;
}
