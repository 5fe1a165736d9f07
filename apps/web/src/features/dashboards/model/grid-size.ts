/** Height of a row of the grid, and the gap between its cells, as the style sheet has them. */
export const ROW_PX = 72;
export const GRID_GAP_PX = 16;

/** A tile's head and the padding below its content. */
const AROUND_PX = 58;
const LEGEND_LINE_PX = 20;
/** More lines of a legend are scrolled to. */
const MOST_LEGEND_LINES = 4;
const LEAST_CHART_PX = 64;

/** Room for the content of a tile that is so many rows high. */
export function roomOf(rows: number): number {
  return rows * (ROW_PX + GRID_GAP_PX) - GRID_GAP_PX - AROUND_PX;
}

/** What the legend of so many lines, with its head, leaves of the room to the chart. */
export function chartHeightIn(roomPx: number, lines: number): number {
  const legendPx = LEGEND_LINE_PX * (1 + Math.min(lines, MOST_LEGEND_LINES)) + 4;
  return Math.max(LEAST_CHART_PX, roomPx - legendPx);
}
