/** The counts of a latency heatmap, ready to draw and to look up. */
export interface HeatGrid {
  startMs: number;
  stepMs: number;
  /** Lower bounds of the rows in milliseconds, ascending. */
  boundsMs: readonly number[];
  /** Flattened triples: column, row, count. */
  cells: readonly number[];
  columns: number;
  max: number;
  total: number;
  countAt(column: number, row: number): number;
}

/** Sums up flattened triples of column, row and count. */
export function heatGrid(input: Pick<HeatGrid, "startMs" | "stepMs" | "boundsMs" | "cells">): HeatGrid {
  const counts = new Map<string, number>();
  let [columns, max, total] = [0, 0, 0];
  for (let index = 0; index + 2 < input.cells.length; index += 3) {
    const [column = 0, row = 0, count = 0] = [input.cells[index], input.cells[index + 1], input.cells[index + 2]];
    counts.set(`${column}:${row}`, count);
    columns = Math.max(columns, column + 1);
    max = Math.max(max, count);
    total += count;
  }
  return { ...input, columns, max, total, countAt: (column, row) => counts.get(`${column}:${row}`) ?? 0 };
}

/** How much longer each row is than the one below, read off the two topmost bounds. */
function growth(boundsMs: readonly number[]): number {
  const [last, previous] = [boundsMs.at(-1) ?? 1, boundsMs.at(-2) ?? 0];
  return previous > 0 ? last / previous : 2;
}

/** The duration at a (fractional) row, interpolated logarithmically; the last row has no upper bound of its own. */
export function durationOfRow(grid: Pick<HeatGrid, "boundsMs">, row: number): number {
  const { boundsMs } = grid;
  const whole = Math.min(Math.max(0, Math.floor(row)), boundsMs.length - 1);
  const low = boundsMs[whole] ?? 0;
  const high = boundsMs[whole + 1] ?? low * growth(boundsMs);
  const part = Math.min(1, Math.max(0, row - whole));
  if (low <= 0) return low + (high - low) * part;
  return low * (high / low) ** part;
}

/** The (fractional) row at which a duration lies; the inverse of `durationOfRow`. */
export function rowOfDuration(grid: Pick<HeatGrid, "boundsMs">, ms: number): number {
  const { boundsMs } = grid;
  const above = boundsMs.findIndex((bound) => bound > ms);
  const row = (above === -1 ? boundsMs.length : above) - 1;
  if (row < 0) return 0;
  const low = boundsMs[row] ?? 0;
  const high = boundsMs[row + 1] ?? low * growth(boundsMs);
  const part = low <= 0 ? (ms - low) / (high - low || 1) : Math.log(ms / low) / Math.log(high / low);
  return row + Math.min(1, Math.max(0, part));
}
